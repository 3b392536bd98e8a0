using System.Globalization;
using Bourse.Contracts;
using Bourse.DuckDb;

namespace Bourse.Pipelines.Quality;

/// <summary>The query that measures a quality rule: one row, one number.</summary>
internal static class QualitySql
{
    private const string TableInQueries = "${object}";

    /// <param name="measure">What is measured.</param>
    /// <param name="table">The table's quoted name.</param>
    public static string Of(QualityMeasure measure, string table) => measure switch
    {
        QualityMeasure.RowCount => $"SELECT count(*) FROM {table}",
        QualityMeasure.NullValues m => Count(table, $"{Sql.Identifier(m.Column)} IS NULL"),
        QualityMeasure.MissingValues m => Count(table, $"{Sql.Identifier(m.Column)} IS NULL OR {IsOneOf(m.Column, m.Placeholders)}"),
        QualityMeasure.NotIn m => Count(table, $"{Sql.Identifier(m.Column)} IS NOT NULL AND NOT {IsOneOf(m.Column, m.ValidValues)}"),
        QualityMeasure.NotMatching m => Count(
            table,
            $"{Sql.Identifier(m.Column)} IS NOT NULL AND NOT regexp_full_match(CAST({Sql.Identifier(m.Column)} AS VARCHAR), {Sql.Literal(m.Pattern)})"),
        QualityMeasure.OutOfRange m => Count(table, $"{Sql.Identifier(m.Column)} IS NOT NULL AND NOT ({Within(m)})"),
        QualityMeasure.DuplicateValues m =>
            "SELECT CAST(coalesce(sum(rows - 1), 0) AS BIGINT) FROM " +
            $"(SELECT count(*) AS rows FROM {table} GROUP BY {string.Join(", ", m.Columns.Select(Sql.Identifier))})",
        QualityMeasure.Sql m => m.Query.Replace(TableInQueries, table, StringComparison.Ordinal),
        _ => throw new ArgumentException($"The measure {measure.GetType().Name} is not known.", nameof(measure)),
    };

    private static string Count(string table, string condition) => $"SELECT count(*) FILTER (WHERE {condition}) FROM {table}";

    private static string IsOneOf(string column, IEnumerable<string> values) =>
        $"list_contains({Sql.StringList(values)}::VARCHAR[], CAST({Sql.Identifier(column)} AS VARCHAR))";

    private static string Within(QualityMeasure.OutOfRange measure)
    {
        var (column, range) = (Sql.Identifier(measure.Column), measure.Range);
        var conditions = new List<string> { "TRUE" };
        if (range.Minimum is { } low)
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"{column} {(range.MinimumIncluded ? ">=" : ">")} {Sql.Literal(low)}"));
        if (range.Maximum is { } high)
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"{column} {(range.MaximumIncluded ? "<=" : "<")} {Sql.Literal(high)}"));
        return string.Join(" AND ", conditions);
    }
}
