using System.Numerics;
using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Expressions;

/// <summary>Reads values of the engine's results as literals, over the whole range of each type.</summary>
public static class EngineLiterals
{
    /// <summary>One value of a chunk; null for null.</summary>
    /// <param name="chunk">The rows.</param>
    /// <param name="column">The column, stored as the engine stores the type (see <see cref="EngineTypes.ToSql"/>).</param>
    /// <param name="row">The row.</param>
    /// <param name="type">The column's type in the table.</param>
    /// <exception cref="InvalidOperationException">The column is stored otherwise.</exception>
    public static Literal? Read(DuckDbChunk chunk, int column, int row, IcebergType.Primitive type)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        if (chunk.IsNull(column, row))
            return null;
        return type switch
        {
            IcebergType.Boolean => new Literal.Boolean(chunk.Values<bool>(column)[row]),
            IcebergType.Int => new Literal.Integer(chunk.Values<int>(column)[row]),
            IcebergType.Long => new Literal.Integer(chunk.Values<long>(column)[row]),
            IcebergType.Float => new Literal.Real(chunk.Values<float>(column)[row]),
            IcebergType.Double => new Literal.Real(chunk.Values<double>(column)[row]),
            IcebergType.Decimal t => new Literal.Decimal(Unscaled(chunk, column, row, t.Precision), t.Scale),
            IcebergType.Date => new Literal.Date(chunk.Values<int>(column)[row]),
            IcebergType.Time => new Literal.Time(chunk.Values<long>(column)[row]),
            IcebergType.Timestamp => new Literal.Timestamp(chunk.Values<long>(column)[row]),
            IcebergType.TimestampTz => new Literal.TimestampTz(chunk.Values<long>(column)[row]),
            IcebergType.TimestampNs => new Literal.TimestampNs(chunk.Values<long>(column)[row]),
            IcebergType.String => new Literal.Text(chunk.GetString(column, row)),
            IcebergType.Uuid => new Literal.Uuid((Guid)chunk.GetValue(column, row)!),
            IcebergType.Fixed or IcebergType.Binary => new Literal.Bytes([.. chunk.Bytes(column, row)]),
            _ => throw new ArgumentException($"Values of type {type} are not read.", nameof(type)),
        };
    }

    private static BigInteger Unscaled(DuckDbChunk chunk, int column, int row, int precision) => precision switch
    {
        <= 4 => chunk.Values<short>(column)[row],
        <= 9 => chunk.Values<int>(column)[row],
        <= 18 => chunk.Values<long>(column)[row],
        _ => (BigInteger)chunk.Values<Int128>(column)[row],
    };
}
