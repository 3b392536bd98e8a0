using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;

namespace Bourse.Query.Sessions;

/// <summary>A table's files as SQL. Columns are found by field id, so a renamed, widened or added column reads right in old files.</summary>
public static class ScanSql
{
    /// <summary>A SELECT of every column of the schema, in its order, over the files.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="files">Absolute paths of Parquet files; none gives no rows.</param>
    public static string Select(Schema schema, IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0)
            return $"SELECT {string.Join(", ", schema.Fields.Select(Empty))} WHERE FALSE";
        var columns = string.Join(", ", schema.Fields.Select(field => Sql.Identifier(field.Name)));
        return $"SELECT {columns} FROM read_parquet({Sql.StringList(files)}, schema = MAP {{{string.Join(", ", schema.Fields.Select(Entry))}}})";
    }

    private static string Empty(NestedField field) => $"CAST(NULL AS {EngineTypes.ToSql(field.Type)}) AS {Sql.Identifier(field.Name)}";

    private static string Entry(NestedField field) => string.Create(
        CultureInfo.InvariantCulture,
        $"{field.Id}: {{name: {Sql.Literal(field.Name)}, type: {Sql.Literal(EngineTypes.ToSql(field.Type))}, default_value: NULL}}");
}
