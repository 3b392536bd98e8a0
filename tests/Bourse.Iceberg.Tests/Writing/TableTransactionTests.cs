using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Support;
using Bourse.Storage;

namespace Bourse.Iceberg.Tests.Writing;

[Collection(nameof(FaultPoint))]
public sealed class TableTransactionTests : IDisposable
{
    private static readonly Schema Columns = new(0, [new(1, "id", new IcebergType.Int(), true), new(2, "name", new IcebergType.String(), false)]);

    private readonly Lake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task A_lost_race_is_put_on_the_newer_version_with_the_same_manifest()
    {
        var start = await _lake.AppendAsync(await _lake.CreateAsync(Columns), "SELECT 1 AS id");
        var loser = _lake.Begin(start).Append(await _lake.WriteAsync(start, "SELECT 2 AS id")).SetTag("rev-2");
        var lost = await loser.PrepareAsync();
        var winner = await _lake.AppendAsync(start, "SELECT 3 AS id");
        Assert.Equal(
            $"Requirement failed: branch or tag main has changed: expected id {start.Metadata.CurrentSnapshotId} != {winner.Metadata.CurrentSnapshotId}",
            lost.Requirements.Select(r => r.Problem(winner.Metadata)).Single(p => p is not null));
        Assert.All(lost.Requirements, r => Assert.Null(r.Problem(start.Metadata)));

        Assert.Null(await loser.RebaseAsync(winner));
        var commit = await loser.PrepareAsync();
        Assert.All(commit.Requirements, r => Assert.Null(r.Problem(winner.Metadata)));
        Assert.Equal(winner.MetadataLocation, commit.PreviousMetadataLocation);
        var table = await IcebergTable.LoadAsync(commit.MetadataLocation, _lake.Files);
        Assert.Equal(["1|∅", "2|∅", "3|∅"], await _lake.RowsAsync(table));
        Assert.Equal(lost.Metadata.CurrentSnapshotId, table.Metadata.CurrentSnapshotId);
        Assert.Equal(3, table.Metadata.LastSequenceNumber);
        Assert.Equal(3, (await table.Scan().PlanFilesAsync(new Expression.Compare(ComparisonOperator.Equal, 1, new Literal.Integer(2)))).Single().SequenceNumber);
        Assert.Single(commit.NewFiles, f => f.EndsWith("-a0-m0.avro", StringComparison.Ordinal));
        Assert.Equal(table.Metadata.CurrentSnapshotId, table.Metadata.FindSnapshot("rev-2")!.Id);
    }

    [Fact]
    public async Task An_overwrite_lists_what_it_removed_once_and_keeps_its_numbers()
    {
        var table = await _lake.AppendAsync(await _lake.CreateAsync(Columns), "SELECT 1 AS id");
        table = await _lake.AppendAsync(table, "SELECT 2 AS id");
        var before = table.Metadata.CurrentSnapshot!;
        table = await _lake.CommitAsync(_lake.Begin(table).Overwrite(await _lake.WriteAsync(table, "SELECT 9 AS id")));
        Assert.Equal(["9|∅"], await _lake.RowsAsync(table));
        Assert.Equal(["1|∅", "2|∅"], await _lake.RowsAsync(table, before));
        Assert.Equal("overwrite", table.Metadata.CurrentSnapshot!.Operation);
        Assert.Equal("2", table.Metadata.CurrentSnapshot.Summary["deleted-data-files"]);

        var removed = (await table.Scan().ManifestsAsync()).Single(m => m.DeletedFiles > 0);
        var entries = ManifestReader.Read(await _lake.Files.ReadAsync(removed.Path), removed, table.Metadata.PartitionTypeOf(0));
        Assert.All(entries, e => Assert.Equal((EntryStatus.Deleted, table.Metadata.CurrentSnapshotId!.Value), (e.Status, e.SnapshotId)));
        Assert.Equal([1L, 2L], entries.Select(e => e.SequenceNumber!.Value).Order());

        table = await _lake.AppendAsync(table, "SELECT 10 AS id");
        Assert.DoesNotContain(await table.Scan().ManifestsAsync(), m => m.DeletedFiles > 0);
        table = await _lake.CommitAsync(_lake.Begin(table).Overwrite([]));
        Assert.Equal("delete", table.Metadata.CurrentSnapshot!.Operation);
        Assert.Equal("0", table.Metadata.CurrentSnapshot.Summary["total-records"]);
        Assert.Empty(await _lake.RowsAsync(table));
    }

    [Fact]
    public async Task A_new_column_is_null_in_older_files_and_a_rename_keeps_the_values()
    {
        var table = await _lake.AppendAsync(await _lake.CreateAsync(Columns), "SELECT 1 AS id, 'one' AS name");
        var evolved = new Schema(
            0, [new(2, "label", new IcebergType.String(), false), new(1, "id", new IcebergType.Long(), true), new(3, "name", new IcebergType.Double(), false)]);
        table = await _lake.CommitAsync(_lake.Begin(table).SetSchema(evolved));
        table = await _lake.AppendAsync(table, "SELECT 'two' AS label, 5000000000 AS id, 2.5 AS name");
        Assert.Equal(["one|1|∅", "two|5000000000|2.5"], await _lake.RowsAsync(table));
        Assert.Equal(["1|one"], await _lake.RowsAsync(table, table.Metadata.Snapshots[0]));
        Assert.Equal((3, 1), (table.Metadata.LastColumnId, table.Metadata.CurrentSchemaId));
        table = await _lake.CommitAsync(_lake.Begin(table).SetSchema(Columns));
        Assert.Equal((3, 0, 2), (table.Metadata.LastColumnId, table.Metadata.CurrentSchemaId, table.Metadata.Schemas.Count));
    }

    [Fact]
    public async Task A_file_without_field_ids_is_read_by_position_and_refused_where_the_types_differ()
    {
        var table = await _lake.CreateAsync(Columns);
        var local = _lake.Files.NewTemporaryPath("");
        _lake.Connection.Execute($"COPY (SELECT 1::INTEGER AS a, 'x' AS b) TO {DuckDb.Sql.Literal(local)} (FORMAT parquet)");
        var location = table.Metadata.Location + "/data/foreign.parquet";
        await _lake.Files.AdoptAsync(location, local);
        var file = new DataFile { Path = location, SpecId = 0, Partition = [], RecordCount = 1, FileSizeBytes = 1 };
        table = await _lake.CommitAsync(_lake.Begin(table).Append([file]));
        Assert.Equal(["1|x"], await _lake.RowsAsync(table));
        table = await _lake.CommitAsync(
            _lake.Begin(table).SetSchema(new Schema(1, table.Metadata.CurrentSchema.Fields.Reverse().Select((f, i) => f with { Id = i + 1 }).ToValueList())));
        var error = await Assert.ThrowsAsync<IcebergFormatException>(() => _lake.RowsAsync(table));
        Assert.Equal("The column 'name' is of type string, which a data file cannot have stored as INTEGER.", error.Message);
    }

    [Fact]
    public async Task A_tag_does_not_move_and_main_is_no_tag()
    {
        var table = await _lake.AppendAsync(await _lake.CreateAsync(Columns), "SELECT 1 AS id");
        table = await _lake.CommitAsync(_lake.Begin(table).SetTag("rev-1"));
        table = await _lake.AppendAsync(table, "SELECT 2 AS id");
        await Assert.ThrowsAsync<ArgumentException>(() => _lake.Begin(table).SetTag("rev-1").PrepareAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => _lake.Begin(table).SetTag("main").PrepareAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => _lake.Begin(table).SetTag("x", 12345).PrepareAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => _lake.Begin(table).RemoveRef("main").PrepareAsync());
        Assert.Equal(["1|∅"], await _lake.RowsAsync(table, table.Metadata.FindSnapshot("rev-1")));
        table = await _lake.CommitAsync(_lake.Begin(table).RemoveRef("rev-1"));
        Assert.Null(table.Metadata.FindSnapshot("rev-1"));
    }

    [Fact]
    public async Task The_log_of_versions_names_the_last_hundred()
    {
        var table = await _lake.CreateAsync(Columns);
        var first = table.MetadataLocation;
        for (var i = 0; i < 102; i++)
            table = await _lake.CommitAsync(_lake.Begin(table).SetProperties(new TextDictionary([new("n", $"{i}")])));
        Assert.Equal(100, table.Metadata.MetadataLog.Count);
        Assert.DoesNotContain(table.Metadata.MetadataLog, e => e.Location == first);
        Assert.EndsWith("/00102-" + table.MetadataLocation[^50..], table.MetadataLocation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iceberg.commit.manifest")]
    [InlineData("iceberg.commit.manifest-list")]
    [InlineData("iceberg.commit.metadata")]
    [InlineData("storage.create.flush")]
    [InlineData("storage.publish.link")]
    public async Task A_commit_that_fails_half_way_leaves_the_table_as_it_was_and_can_be_tried_again(string point)
    {
        var table = await _lake.AppendAsync(await _lake.CreateAsync(Columns), "SELECT 1 AS id");
        var transaction = _lake.Begin(table).Append(await _lake.WriteAsync(table, "SELECT 2 AS id"));
        using (FaultPoint.Arm(name =>
        {
            if (name == point)
                throw new IOException("No space left on device", 28);
        }))
        {
            await Assert.ThrowsAnyAsync<Exception>(() => transaction.PrepareAsync());
        }
        Assert.Equal(["1|∅"], await _lake.RowsAsync(await IcebergTable.LoadAsync(table.MetadataLocation, _lake.Files)));
        Assert.Equal(["1|∅", "2|∅"], await _lake.RowsAsync(await _lake.CommitAsync(transaction)));
    }

    [Theory]
    [InlineData("s3://lakehouse/gold/t-2/data/x.parquet")]
    [InlineData("s3://other/gold/t-1/data/x.parquet")]
    [InlineData("s3://lakehouse/gold/t-1/../t-2/x.parquet")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/etc/passwd")]
    public async Task A_location_outside_the_table_is_refused_when_committed_and_when_read(string location)
    {
        var table = await _lake.CreateAsync(Columns);
        var file = new DataFile { Path = location, SpecId = 0, Partition = [], RecordCount = 1, FileSizeBytes = 1 };
        Assert.Throws<IcebergFormatException>(() => _lake.Begin(table).Append([file]));

        var manifest = new ManifestWriter(Columns, table.Metadata.DefaultSpec).Write(
            table.Metadata.Location + "/metadata/m.avro", 5, [new ManifestEntry(EntryStatus.Added, 5, null, null, file)]);
        var list = ManifestListWriter.Write(5, null, 1, [manifest.Entry]);
        await _lake.Files.CreateAsync(manifest.Entry.Path, manifest.Content);
        await _lake.Files.CreateAsync(table.Metadata.Location + "/metadata/l.avro", list);
        await Assert.ThrowsAsync<IcebergFormatException>(() => Foreign(table, table.Metadata.Location + "/metadata/l.avro").Scan().ToSqlAsync(Expression.True));
        await _lake.Files.CreateAsync(
            table.Metadata.Location + "/metadata/l2.avro", ManifestListWriter.Write(5, null, 1, [manifest.Entry with { Path = location }]));
        await Assert.ThrowsAsync<IcebergFormatException>(() => Foreign(table, table.Metadata.Location + "/metadata/l2.avro").Scan().ManifestsAsync());
        var metadata = Foreign(table, location).Metadata;
        await _lake.Files.CreateAsync(table.Metadata.Location + "/metadata/x.json", TableMetadataJson.Write(metadata));
        await Assert.ThrowsAsync<IcebergFormatException>(() => IcebergTable.LoadAsync(table.Metadata.Location + "/metadata/x.json", _lake.Files));
    }

    private IcebergTable Foreign(IcebergTable table, string manifestList) => new(
        table.Metadata.WithSnapshot(new Snapshot { Id = 5, SequenceNumber = 1, TimestampMs = 1, ManifestList = manifestList }), "x", _lake.Files);
}
