using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning;

/// <summary>
/// Writes the SELECT over a list of data files. Columns are resolved by field id, renamed, widened and null where a file is older than the column. A
/// file that lacks an identity partition column, as some writers leave it out, gets the value its manifest gives; Bourse's own files never do.
/// </summary>
internal static class ScanSql
{
    public static string Write(Schema schema, TableMetadata metadata, IReadOnlyList<(DataFile File, string Path)> files)
    {
        if (files.Count == 0)
            return $"SELECT {string.Join(", ", schema.Fields.Select(f => Constant(f, null)))} WHERE FALSE";
        var groups = files
            .GroupBy(f => Absent(schema, metadata.SpecOf(f.File.SpecId), f.File, f.Path))
            .Select(g => Select(schema, g.Key, [.. g.Select(f => f.Path)]));
        return string.Join(" UNION ALL ", groups);
    }

    private static string Select(Schema schema, ValueList<KeyValuePair<int, Literal?>> constants, IReadOnlyList<string> paths)
    {
        var absent = constants.ToDictionary(c => c.Key, c => c.Value);
        var present = schema.Fields.Where(f => !absent.ContainsKey(f.Id)).ToArray();
        var list = string.Join(", ", schema.Fields.Select(f => absent.TryGetValue(f.Id, out var value) ? Constant(f, value) : Sql.Identifier(f.Name)));
        if (present.Length == 0)
            return $"SELECT {list} FROM read_parquet({Sql.StringList(paths)})";
        var map = string.Join(", ", present.Select(f => string.Create(
            CultureInfo.InvariantCulture,
            $"{f.Id}: {{'name': {Sql.Literal(f.Name)}, 'type': {Sql.Literal(EngineTypes.ToSql(f.Type))}, 'default_value': NULL}}")));
        return $"SELECT {list} FROM read_parquet({Sql.StringList(paths)}, schema = MAP {{{map}}})";
    }

    private static ValueList<KeyValuePair<int, Literal?>> Absent(Schema schema, PartitionSpec spec, DataFile file, string path)
    {
        var inFile = ParquetFooter.ReadFile(path).TopLevel.Select(e => e.FieldId).ToHashSet();
        // The engine would give nulls for all columns.
        if (inFile.All(id => id is null))
            throw new NotSupportedException($"The data file '{file.Path}' has no field ids: files that are read by name are not supported.");
        return spec.Fields
            .Select((f, i) => (Field: f, Value: file.Partition[i]))
            .Where(f => f.Field.Transform is Transform.Identity && schema.FindColumn(f.Field.SourceId) is not null)
            .Where(f => !inFile.Contains(f.Field.SourceId))
            .Select(f => KeyValuePair.Create(f.Field.SourceId, f.Value))
            .ToValueList();
    }

    private static string Constant(NestedField field, Literal? value)
    {
        var type = EngineTypes.ToSql(field.Type);
        return $"{(value is null ? $"CAST(NULL AS {type})" : LiteralSql.Write(value, field.Type))} AS {Sql.Identifier(field.Name)}";
    }
}
