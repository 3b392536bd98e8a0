using Bourse.Metastore.Sqlite;
using Bourse.Projection.Pieces;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Building;

/// <summary>What an earlier version of the product made of files stays what is served of the revisions it was made for.</summary>
public sealed class WriterVersionTests
{
    [Fact]
    public async Task Revisions_of_an_earlier_writer_are_read_on_and_new_ones_follow_them()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema);
        var rules = ProjectionWorld.Rules(Funds.InFunds("F1", "F2"), Funds.Visible);
        await world.AppendAsync(Funds.Rows(0, 200));
        var first = await world.ServeAsync(rules, 1);
        await world.Metastore.WriteAsync(session => session.ExecuteAsync("UPDATE projection_pieces SET writer_version = 1, refusal = NULL"));
        await world.AppendAsync(Funds.Rows(200, 100));

        var second = await world.ServeAsync(rules, 2);

        Assert.Equal(first.Uuid, second.Uuid);
        using var copy = await ClientCopy.DownloadAsync(world.Served, second);
        Assert.Equal(100, (await copy.RowsAsync(world.Connection, 1)).Count);
        Assert.Equal(150, (await copy.RowsAsync(world.Connection, 2)).Count);
        var versions = await world.Metastore.ReadAsync(session => session.QueryAsync<long>("SELECT writer_version FROM projection_pieces ORDER BY writer_version"));
        Assert.Equal([1, PieceKey.CurrentWriterVersion, PieceKey.CurrentWriterVersion], versions);
    }

    [Fact]
    public async Task A_metastore_of_version_1_keeps_its_pieces_and_objects_when_it_is_migrated()
    {
        var folder = Directory.CreateTempSubdirectory("bourse-version-");
        try
        {
            await using var metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(folder.FullName, "metastore.db") });
            await RunAsync(metastore, "0001_projections.sql");
            await metastore.WriteAsync(async session =>
            {
                await session.ExecuteAsync("INSERT INTO projection_chains VALUES ('u', 'a', 'p', 't', 1, 'r', 'm', '{}', 1, 1, 1, 1)");
                await session.ExecuteAsync("INSERT INTO projection_objects VALUES ('u', 'data/x.parquet', 'e-1', 'projections', 'pieces/x', 5, 'd', 9)");
                return await session.ExecuteAsync("INSERT INTO projection_pieces VALUES ('s', 'r', 'l', 1, 'piece', 'pieces/x', 5, 'd', '{}')");
            });

            await RunAsync(metastore, "0002_virtual_objects.sql");

            Assert.Equal(0,
                await metastore.ReadAsync(session => session.QuerySingleOrDefaultAsync<long>("SELECT is_virtual FROM projection_objects WHERE name = 'data/x.parquet'")));
            Assert.Equal(
                new PieceRow { Outcome = "piece", ObjectKey = "pieces/x", Length = 5, Sha256 = "d", NanCounts = "{}" },
                await metastore.ReadAsync(session => session.QuerySingleOrDefaultAsync<PieceRow>(
                    "SELECT outcome, object_key, length, sha256, nan_counts, refusal FROM projection_pieces WHERE source_sha256 = 's' AND writer_version = 1")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<int> RunAsync(SqliteMetastore metastore, string script)
    {
        var name = typeof(ProjectionMigrations).Assembly.GetManifestResourceNames().Single(n => n.EndsWith(script, StringComparison.Ordinal));
        using var reader = new StreamReader(typeof(ProjectionMigrations).Assembly.GetManifestResourceStream(name)!);
        var sql = reader.ReadToEnd();
        return metastore.WriteAsync(session => session.ExecuteAsync(sql));
    }
}
