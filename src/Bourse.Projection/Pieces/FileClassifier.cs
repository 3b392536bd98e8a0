using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;

namespace Bourse.Projection.Pieces;

/// <summary>Counts, by reading every row, how many a filter admits. Statistics are never asked: they prune elsewhere and prove nothing.</summary>
internal static class FileClassifier
{
    public static FileClassification Classify(DuckDbConnection connection, SourceFile source, Expression filter, CancellationToken cancellationToken)
    {
        var columns = filter.FieldIds();
        // A file must be read through some column; which one does not matter to the count.
        var read = SourceSql.Read(source.LocalPath, source.Schema, columns.Count > 0 ? columns : [source.Schema.Fields[0].Id]);
        using var result = connection.Query(
            $"SELECT count(*), count(*) FILTER (WHERE {SourceSql.Filter(filter, source.Schema)}) FROM {read}", cancellationToken);
        var row = result.Rows().Single();
        var classification = new FileClassification((long)row[0]!, (long)row[1]!);
        return classification.RowCount == source.Footer.RowCount
            ? classification
            : throw new DamagedContentException($"The object '{source.Content.Key}' of the store '{source.Content.Store}' does not hold the rows its footer announces.");
    }
}
