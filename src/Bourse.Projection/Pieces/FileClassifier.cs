using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;

namespace Bourse.Projection.Pieces;

/// <summary>Counts, by reading every row, how many a filter admits of each row group. Statistics are never asked: they prune elsewhere and prove nothing.</summary>
internal static class FileClassifier
{
    /// <exception cref="DamagedContentException">The file does not hold the rows that its footer announces.</exception>
    public static FileClassification Classify(DuckDbConnection connection, SourceFile source, Expression filter, CancellationToken cancellationToken)
    {
        var columns = filter.FieldIds();
        // A file must be read through some column; which one does not matter to the count.
        var read = SourceSql.Read(source.LocalPath, source.Footer, source.Schema, columns.Count > 0 ? columns : [source.Schema.Fields[0].Id]);
        using var result = connection.Query(
            $"""
            SELECT {RowGroupSql.Number(source.Footer)} AS g, count(*), count(*) FILTER (WHERE {SourceSql.Filter(filter, source.Schema)})
            FROM {read} GROUP BY g
            """,
            cancellationToken);
        var found = result.Rows().ToDictionary(row => (int)row[0]!, row => new RowGroupCount((long)row[1]!, (long)row[2]!));
        var groups = source.Footer.RowGroups.Select((_, i) => found.GetValueOrDefault(i) ?? new RowGroupCount(0, 0)).ToValueList();
        var asAnnounced = groups.Zip(source.Footer.RowGroups).All(g => g.First.RowCount == g.Second.RowCount) && groups.Sum(g => g.RowCount) == source.Footer.RowCount;
        return asAnnounced
            ? new FileClassification(groups)
            : throw new DamagedContentException($"The object '{source.Content.Key}' of the store '{source.Content.Store}' does not hold the rows its footer announces.");
    }
}
