using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;
using Bourse.Pipelines.Quality;

namespace Bourse.Pipelines.Tests.Quality;

/// <summary>The query against the formula written out, over random tables.</summary>
public sealed class DistributionShiftTests
{
    private const double ShareMin = 0.0001;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_numbers_and_texts_have_the_index_that_the_formula_gives(int seed)
    {
        var random = new Random(seed);
        using var database = DuckDbDatabase.Open(new DuckDbOptions { Threads = 1 });
        using var connection = database.Connect();
        for (var round = 0; round < 5; round++)
        {
            int?[] before = Values(random, 1 + random.Next(300), shift: 0), now = Values(random, 1 + random.Next(300), shift: random.Next(30));
            connection.Execute($"CREATE OR REPLACE TABLE b AS SELECT unnest([{List(before)}]::INTEGER[]) AS old_name");
            connection.Execute($"CREATE OR REPLACE TABLE n AS SELECT unnest([{List(now)}]::INTEGER[]) AS new_name");
            Assert.Equal(Index(now, before, NumberBin(before)), Ask(connection, new IcebergType.Int())!.Value, 9);

            connection.Execute("CREATE OR REPLACE TABLE b AS SELECT CAST(old_name % 30 AS VARCHAR) AS old_name FROM b");
            connection.Execute("CREATE OR REPLACE TABLE n AS SELECT CAST(new_name % 30 AS VARCHAR) AS new_name FROM n");
            var (texts, textsNow) = (Texts(before), Texts(now));
            Assert.Equal(Index(textsNow, texts, TextBin(texts)), Ask(connection, new IcebergType.String())!.Value, 9);
        }
    }

    [Fact]
    public void The_same_rows_have_shifted_by_nothing_and_empty_tables_have_no_index()
    {
        using var database = DuckDbDatabase.Open(new DuckDbOptions { Threads = 1 });
        using var connection = database.Connect();
        connection.Execute("CREATE TABLE b AS SELECT range AS old_name FROM range(1000)");
        connection.Execute("CREATE TABLE n AS SELECT range AS new_name FROM range(1000)");
        Assert.Equal(0, Ask(connection, new IcebergType.Long()));
        connection.Execute("DELETE FROM n");
        Assert.Null(Ask(connection, new IcebergType.Long()));
    }

    private static double? Ask(DuckDbConnection connection, IcebergType type) =>
        connection.QuerySingle<double?>(DistributionShiftSql.Of(("new_name", "old_name"), type, "n", "b"));

    private static double Index<T>(IReadOnlyCollection<T> now, IReadOnlyCollection<T> before, Func<T, int> bin)
    {
        var (p, q) = (Shares(now, bin), Shares(before, bin));
        return p.Keys.Union(q.Keys).Sum(b =>
        {
            var (recent, old) = (Math.Max(p.GetValueOrDefault(b), ShareMin), Math.Max(q.GetValueOrDefault(b), ShareMin));
            return (recent - old) * Math.Log(recent / old);
        });
    }

    private static Dictionary<int, double> Shares<T>(IReadOnlyCollection<T> values, Func<T, int> bin) =>
        values.GroupBy(bin).ToDictionary(group => group.Key, group => (double)group.Count() / values.Count);

    // Deciles by the nearest rank: the smallest value with at least that share of the values at or below it.
    private static Func<int?, int> NumberBin(IReadOnlyCollection<int?> before)
    {
        var sorted = before.OfType<int>().Order().ToList();
        var edges = sorted.Count == 0 ? [] : Enumerable.Range(1, 9).Select(tenth => sorted[Math.Max(0, (((tenth * sorted.Count) + 9) / 10) - 1)]).Distinct().ToList();
        return value => value is { } number ? edges.Count(edge => edge < number) : -1;
    }

    private static Func<string?, int> TextBin(IReadOnlyCollection<string?> before)
    {
        var commonest = before.OfType<string>().GroupBy(text => text).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Take(20).Select(group => group.Key).ToList();
        return value => value is null ? -1 : commonest.IndexOf(value) + 1;
    }

    private static int?[] Values(Random random, int count, int shift) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(8) == 0 ? (int?)null : shift + random.Next(50))];

    private static List<string?> Texts(int?[] values) => [.. values.Select(value => value is { } number ? (number % 30).ToString() : null)];

    private static string List(int?[] values) => string.Join(", ", values.Select(value => value?.ToString() ?? "NULL"));
}
