using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing;
using Bourse.Projection.Generation;

namespace Bourse.Projection.Pieces;

/// <summary>
/// Writes the allowed rows and columns of a file that cannot be spliced anew, in an order that no hidden column has a part in, with the settings of the provider's
/// own files so that a rewritten file looks like an original.
/// </summary>
internal sealed class RowPieceWriter(DuckDbConnection connection)
{
    /// <summary>Rows of a row group, as in the provider's own files.</summary>
    public const int RowGroupRows = ParquetLayout.RowGroupRowsDefault;

    /// <summary>Writes the file. Equal allowed cells give equal bytes, whatever else the source holds.</summary>
    /// <param name="source">The file to take cells from.</param>
    /// <param name="shape">The allowed columns and the rules.</param>
    /// <param name="path">Where to write; nothing is there.</param>
    /// <param name="cancellationToken">Ends the writing; what is at <paramref name="path"/> is then rubbish.</param>
    public void Write(SourceFile source, ProjectedShape shape, string path, CancellationToken cancellationToken)
    {
        var fields = shape.Schema.Fields;
        var read = SourceSql.Read(source.LocalPath, source.Footer, source.Schema, [.. fields.Select(f => f.Id), .. shape.Rules.RowFilter.FieldIds()]);
        var columns = string.Join(", ", fields.Select(f => $"{shape.ShownSql(f.Id)} AS {Sql.Identifier(f.Name)}"));
        var filter = SourceSql.Filter(shape.Rules.RowFilter, source.Schema);
        connection.Execute(Copy($"SELECT {columns} FROM {read} WHERE {filter} ORDER BY {Order(source, shape)}", shape.Schema, path), cancellationToken);
    }

    /// <summary>The statement that writes ordered rows to a file of ours.</summary>
    public static string Copy(string selectSql, Schema schema, string path, long rowGroupRows = RowGroupRows) => string.Create(
        CultureInfo.InvariantCulture,
        $"COPY ({selectSql}) TO {Sql.Literal(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {rowGroupRows}, FIELD_IDS {EngineTypes.FieldIds(schema)})");

    // 1. Some order there must be, so that row groups are cut by the count of allowed rows alone. Without one they may follow the batches of the scan, and their
    //    sizes would tell where rows were left out.
    // 2. The source's order may be used only if every column of the file is shown as it is: tables are stored sorted, and the order of rows by a hidden column ranks
    //    its values. Otherwise what is shown decides alone, first that of plain columns; rows that are equal in it cannot be told apart.
    private static string Order(SourceFile source, ProjectedShape shape)
    {
        if (FileSharing.ShowsAll(source.Footer, shape))
            return SourceSql.RowNumber;
        var columns = shape.Schema.Fields.Where(f => !shape.ShowsOneValue(f.Id)).OrderByDescending(f => shape.IsPlain(f.Id))
            .Select(f => $"{shape.ShownSql(f.Id)} NULLS FIRST");
        return string.Join(", ", columns.Append(SourceSql.RowNumber));
    }
}
