using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;

namespace Bourse.Pipelines.Quality;

/// <summary>
/// The population stability index of a column between two tables: Σ (p − q) · ln(p / q) over bins, p and q being a bin's share of the rows now and before (N. Siddiqi,
/// Credit Risk Scorecards, 2006).
/// </summary>
internal static class DistributionShiftSql
{
    private const int CommonestValues = 20;
    private const string ShareMin = "0.0001";
    private const string Deciles = "[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]";

    /// <summary>The query: one row, one DOUBLE; NULL where one of the tables is empty.</summary>
    /// <param name="column">The column's name now, and what it was called before.</param>
    /// <param name="type">Its type: by it values are ordered into bins, or counted.</param>
    /// <param name="now">The quoted name of the table now.</param>
    /// <param name="before">The quoted name of the table before.</param>
    public static string Of((string Now, string Before) column, IcebergType type, string now, string before)
    {
        var (edges, bin) = IsCounted(type)
            ? ($"SELECT list(v) AS edges FROM (SELECT v FROM before WHERE v IS NOT NULL GROUP BY v ORDER BY count(*) DESC, v LIMIT {CommonestValues})",
                "coalesce(list_position(edges, v), 0)")
            : ($"SELECT list_distinct(quantile_disc(v, {Deciles})) AS edges FROM before", "len(list_filter(edges, edge -> edge < v))");
        return
            $"""
            WITH now AS (SELECT {Sql.Identifier(column.Now)} AS v FROM {now}), before AS (SELECT {Sql.Identifier(column.Before)} AS v FROM {before}),
            bins AS ({edges}),
            counted AS (
                SELECT bin, count(*) FILTER (recent) AS p, count(*) FILTER (NOT recent) AS q
                FROM (SELECT recent, CASE WHEN v IS NULL THEN -1 ELSE {bin} END AS bin
                      FROM (SELECT TRUE AS recent, v FROM now UNION ALL SELECT FALSE, v FROM before) CROSS JOIN bins)
                GROUP BY bin),
            shares AS (
                SELECT greatest(p / (SELECT count(*) FROM now), {ShareMin}) AS p, greatest(q / (SELECT count(*) FROM before), {ShareMin}) AS q FROM counted)
            SELECT CASE WHEN (SELECT count(*) FROM now) > 0 AND (SELECT count(*) FROM before) > 0 THEN sum((p - q) * ln(p / q)) END FROM shares
            """;
    }

    private static bool IsCounted(IcebergType type) => type is IcebergType.String or IcebergType.Boolean or IcebergType.Uuid or IcebergType.Binary or IcebergType.Fixed;
}
