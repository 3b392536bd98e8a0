using System.Numerics;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Tests.Support;

/// <summary>Makes random conditions that fit a schema.</summary>
internal static class RandomExpressions
{
    private static readonly string[] Texts = ["FND001", "FND", "fnd001", "", "n", "naïve", "🐇", "\uFFFD", "a much longer name than sixteen", "z"];
    private static readonly double[] Reals = [double.NaN, -0.0, 0, 1.5, -2.25, double.PositiveInfinity, double.NegativeInfinity, 0.5];

    public static Expression Condition(Random random, Schema schema, int depth)
    {
        var field = schema.Fields[random.Next(schema.Fields.Count)];
        return random.Next(depth == 0 ? 6 : 10) switch
        {
            0 or 1 or 2 => new Expression.Compare((ComparisonOperator)random.Next(6), field.Id, Value(random, field.Type)),
            3 => Expression.IsIn(field.Id, Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, field.Type))),
            4 => random.Next(2) == 0 ? new Expression.IsNull(field.Id) : new Expression.NotNull(field.Id),
            5 => schema.Fields.FirstOrDefault(f => f.Type is IcebergType.String) is { } text
                ? new Expression.StartsWith(text.Id, Texts[random.Next(Texts.Length)])
                : random.Next(2) == 0 ? Expression.True : Expression.False,
            6 => new Expression.Not(Condition(random, schema, depth - 1)),
            7 or 8 => Expression.AllOf(Several(random, schema, depth)),
            _ => Expression.AnyOf(Several(random, schema, depth)),
        };
    }

    public static Literal Value(Random random, IcebergType type) => type switch
    {
        IcebergType.Boolean => new Literal.Boolean(random.Next(2) == 0),
        IcebergType.Int => new Literal.Integer(random.Next(-50, 50)),
        IcebergType.Long => new Literal.Integer(random.NextInt64(-50, 50)),
        IcebergType.Float => new Literal.Real((float)Reals[random.Next(Reals.Length)]),
        IcebergType.Double => new Literal.Real(Reals[random.Next(Reals.Length)]),
        IcebergType.Decimal t => new Literal.Decimal(new BigInteger(random.Next(-200, 200)) * BigInteger.Pow(10, t.Scale), t.Scale),
        IcebergType.Date => new Literal.Date(random.Next(-450, 1100)),
        IcebergType.Time => new Literal.Time(random.NextInt64(0, 86_400_000_000)),
        IcebergType.Timestamp => new Literal.Timestamp(random.NextInt64(-40_000_000_000_000, 90_000_000_000_000)),
        IcebergType.TimestampNs => new Literal.TimestampNs(random.NextInt64(-40_000_000_000_000_000, 90_000_000_000_000_000)),
        IcebergType.TimestampTzNs => new Literal.TimestampTzNs(random.NextInt64(-40_000_000_000_000_000, 90_000_000_000_000_000)),
        IcebergType.TimestampTz => new Literal.TimestampTz(random.NextInt64(-40_000_000_000_000, 90_000_000_000_000)),
        IcebergType.String => new Literal.Text(Texts[random.Next(Texts.Length)]),
        IcebergType.Uuid => new Literal.Uuid(new Guid(random.Next(4), 0, 0, new byte[8])),
        IcebergType.Binary => new Literal.Bytes([.. new byte[random.Next(3)].Select(_ => (byte)random.Next(256))]),
        _ => throw new ArgumentException($"No values of {type}."),
    };

    private static IEnumerable<Expression> Several(Random random, Schema schema, int depth) =>
        [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Condition(random, schema, depth - 1))];
}
