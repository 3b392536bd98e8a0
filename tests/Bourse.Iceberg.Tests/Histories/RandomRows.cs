using System.Globalization;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Support;

namespace Bourse.Iceberg.Tests.Histories;

/// <summary>Random rows as SQL, whatever the columns are called and hold by now.</summary>
internal static class RandomRows
{
    public static string Select(Random random, Schema schema, int count)
    {
        var rows = Enumerable.Range(0, count).Select(_ => $"SELECT {Row(random, schema)}").ToArray();
        return rows.Length == 0 ? $"SELECT {Row(random, schema)} WHERE FALSE" : string.Join(" UNION ALL ", rows);
    }

    /// <summary>A value of a column.</summary>
    public static string Value(Random random, NestedField field)
    {
        var row = new RowValues(random);
        return field.Id switch
        {
            1 => row.Id.ToString(CultureInfo.InvariantCulture),
            2 => row.Fund,
            3 => row.Day,
            4 => row.Nav,
            5 => row.Weight,
            _ => Value(random, field.Type),
        };
    }

    private static string Row(Random random, Schema schema) =>
        string.Join(", ", schema.Fields.Select(f => $"CAST({Value(random, f)} AS {EngineTypes.ToSql(f.Type)}) AS {f.Name}"));

    private static string Value(Random random, IcebergType type) => random.Next(5) == 0 ? "NULL" : type switch
    {
        IcebergType.Struct t => "{" + string.Join(", ", t.Fields.Select(f => $"'{f.Name}': {Value(random, f.Type)}")) + "}",
        IcebergType.List t => $"[{string.Join(", ", Several(random).Select(_ => $"CAST({Value(random, t.Element)} AS {EngineTypes.ToSql(t.Element)})"))}]",
        IcebergType.Map t => $"MAP {{{string.Join(", ", Several(random).Select(i => $"'k{i}': CAST({Value(random, t.Value)} AS {EngineTypes.ToSql(t.Value)})"))}}}",
        IcebergType.String => new RowValues(random).Fund,
        _ => random.Next(-50, 50).ToString(CultureInfo.InvariantCulture),
    };

    private static IEnumerable<int> Several(Random random) => Enumerable.Range(0, random.Next(3));
}
