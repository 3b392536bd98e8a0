using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Tests.Support;

namespace Bourse.Iceberg.Tests.Fixtures;

/// <summary>
/// Tables written by Spark, Flink, Hive, Impala, Trino, Athena, BigQuery, Iceberg Java, pyiceberg and chDB. Every folder of fixtures is a case: one that
/// states neither rows nor a number nor is known to be refused fails.
/// </summary>
public sealed class FixtureTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true, Threads = 2 });
    private readonly DuckDbConnection _connection;

    public FixtureTests() => _connection = _database.Connect();

    public static TheoryData<string> Tables() => SharedData.Root is null
        ? ["none"]
        : [.. Directory.GetDirectories(SharedData.Path("iceberg-fixtures")).Select(d => Path.GetFileName(d)!).Where(n => n[0] != '_').Order(StringComparer.Ordinal)];

    [SharedDataTheory]
    [MemberData(nameof(Tables))]
    public async Task A_table_of_another_writer_gives_the_rows_its_writer_expects_or_is_refused_by_name(string name)
    {
        var fixture = new Fixture(name);
        var table = await IcebergTable.LoadAsync(fixture.Files.MetadataLocation, fixture.Files);
        var scan = fixture.Columns is { } columns ? table.Scan().Select(columns) : table.Scan();
        if (fixture.Refusal is { } reason)
        {
            var error = await Assert.ThrowsAsync<NotSupportedException>(() => scan.ToQueryAsync(Expression.True));
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
            return;
        }

        var rows = await RowsAsync(scan);
        Assert.True(fixture.Rows is not null || fixture.Count is not null, $"{name} states no result: say what it must be.");
        Assert.Equal(fixture.Rows ?? rows, rows);
        Assert.Equal(fixture.Count ?? rows.Length, rows.Length);
        foreach (var (snapshot, count, stated) in fixture.AsOf())
        {
            var then = await RowsAsync(table.Scan(table.Metadata.FindSnapshot(snapshot)));
            Assert.Equal(count ?? then.Length, then.Length);
            Assert.Equal(stated ?? then, then);
        }
    }

    [SharedDataTheory]
    [InlineData("v2.metadata.json", 21)]
    [InlineData("v3.metadata.json", 21)]
    [InlineData("v4.metadata.json", 15)]
    public async Task Older_versions_of_a_table_give_their_own_rows(string version, int count)
    {
        var files = FixtureFiles.Open("v2_bunnies_java_eq_pos_deletes");
        Assert.Equal(count, (await RowsAsync((await IcebergTable.LoadAsync("metadata/" + version, files)).Scan())).Length);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    private async Task<string[]> RowsAsync(TableScan scan)
    {
        using var result = _connection.Query((await scan.ToQueryAsync(Expression.True)).Sql);
        return [.. result.Rows().Select(r => FixtureText.Of(r)).Order(StringComparer.Ordinal)];
    }
}
