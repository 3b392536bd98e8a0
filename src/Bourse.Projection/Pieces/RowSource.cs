using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;

namespace Bourse.Projection.Pieces;

/// <summary>Where the engine finds the rows of a projected file: in its own bytes, or in those of a source file, of which a filter leaves them.</summary>
/// <param name="Content">The file to read.</param>
/// <param name="Schema">Its columns.</param>
/// <param name="Filter">Which of its rows.</param>
internal sealed record RowSource(StoredContent Content, Schema Schema, Expression Filter)
{
    /// <summary>FROM and WHERE of a query over the rows.</summary>
    /// <param name="path">A local file with the bytes of <see cref="Content"/>.</param>
    /// <param name="fieldIds">The columns that are read.</param>
    public string ToSql(string path, IEnumerable<int> fieldIds) =>
        $"FROM {SourceSql.Read(path, ParquetFooter.ReadFile(path), Schema, [.. fieldIds, .. Filter.FieldIds()])} WHERE {SourceSql.Filter(Filter, Schema)}";
}
