using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Generation;

namespace Bourse.Projection.Pieces;

/// <summary>Writes the allowed rows and columns anew, with the settings of the provider's own files so that a rewritten file looks like an original.</summary>
internal sealed class RowPieceWriter(DuckDbConnection connection) : IPieceWriter
{
    private const int RowGroupRows = 122_880;

    /// <inheritdoc />
    public int Version => 1;

    /// <inheritdoc />
    public Task WriteAsync(SourceFile source, FileClassification classification, ProjectedShape shape, string path, CancellationToken cancellationToken)
    {
        var fields = shape.Schema.Fields;
        var read = SourceSql.Read(source.LocalPath, source.Schema, [.. fields.Select(f => f.Id), .. shape.Rules.RowFilter.FieldIds()]);
        var columns = string.Join(", ", fields.Select(f => $"{SourceSql.Column(f.Id)} AS {Sql.Identifier(f.Name)}"));
        var filter = SourceSql.Filter(shape.Rules.RowFilter, source.Schema);
        connection.Execute(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                COPY (SELECT {columns} FROM {read} WHERE {filter} ORDER BY {Order(source, shape)}) TO {Sql.Literal(path)}
                (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {RowGroupRows}, FIELD_IDS {EngineTypes.FieldIds(shape.Schema)})
                """),
            cancellationToken);
        return Task.CompletedTask;
    }

    // 1. Some order there must be, so that row groups are cut by the count of allowed rows alone. Without one they may follow the batches of the scan, and their
    //    sizes would tell where rows were left out.
    // 2. The source's order may be used only if every column of the file is allowed: tables are stored sorted, and the order of rows by a hidden column ranks
    //    its values. Otherwise the allowed columns alone decide; rows that are equal in them cannot be told apart.
    private static string Order(SourceFile source, ProjectedShape shape)
    {
        if (WholeFile.HoldsOnly(source.Footer, shape))
            return SourceSql.RowNumber;
        var columns = shape.Schema.Fields.Select(f => $"{SourceSql.Column(f.Id)} NULLS FIRST");
        return string.Join(", ", columns.Append(SourceSql.RowNumber));
    }
}
