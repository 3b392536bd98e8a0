using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Support;
using Bourse.Iceberg.Writing;

namespace Bourse.Iceberg.Tests.Writing;

public sealed class BranchTests : IDisposable
{
    private static readonly Schema Columns = new(0, [new(1, "id", new IcebergType.Int(), true)]);

    private readonly Lake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task A_branch_goes_its_own_way_and_main_catches_up_with_it()
    {
        var table = await _lake.AppendAsync(await _lake.CreateAsync(Columns), "SELECT 1 AS id");
        var first = table.Metadata.CurrentSnapshotId!.Value;
        var audit = new SnapshotRef(first, SnapshotRefKind.Branch, MaxRefAgeMs: 1000, MinSnapshotsToKeep: 3, MaxSnapshotAgeMs: 500);
        table = await _lake.CommitAsync(_lake.Begin(table).CreateRef("audit", audit));
        table = await _lake.CommitAsync(TableTransaction.Begin(table, _lake.Time, _lake.Random, "audit").Append(await _lake.WriteAsync(table, "SELECT 2 AS id")));
        var staged = table.Metadata.FindSnapshot("audit")!;
        Assert.Equal(audit with { SnapshotId = staged.Id }, table.Metadata.Refs["audit"]);
        Assert.Equal((first, first), (staged.ParentId, table.Metadata.CurrentSnapshotId));
        Assert.Equal(["1"], await _lake.RowsAsync(table));
        Assert.Equal(["1", "2"], await _lake.RowsAsync(table, staged));
        Assert.Single(table.Metadata.SnapshotLog);

        table = await _lake.CommitAsync(_lake.Begin(table).FastForward(SnapshotRef.Main, staged.Id).RemoveRef("audit"));
        Assert.Equal(["1", "2"], await _lake.RowsAsync(table));
        Assert.Equal(2, table.Metadata.SnapshotLog.Count);
    }

    [Fact]
    public async Task References_that_would_lose_commits_or_name_nothing_are_refused()
    {
        var table = await _lake.AppendAsync(await _lake.CreateAsync(Columns), "SELECT 1 AS id");
        var first = table.Metadata.CurrentSnapshotId!.Value;
        table = await _lake.AppendAsync(table, "SELECT 2 AS id");
        await RefusedAsync($"The branch 'main' cannot be moved on to snapshot {first}, which does not descend from its snapshot {table.Metadata.CurrentSnapshotId}. "
            + "(Parameter 'snapshotId')", t => t.FastForward("main", first));
        await RefusedAsync("There is no branch 'nix'. (Parameter 'branch')", t => t.FastForward("nix", first));
        await RefusedAsync(
            "The name 'main' is taken; replace the reference instead. (Parameter 'name')", t => t.CreateRef("main", new SnapshotRef(first, SnapshotRefKind.Branch)));
        await RefusedAsync("There is no tag 'main' to be replaced. (Parameter 'name')", t => t.ReplaceRef("main", new SnapshotRef(first, SnapshotRefKind.Tag)));
        await RefusedAsync("The table has no snapshot 7. (Parameter 'reference')", t => t.CreateRef("x", new SnapshotRef(7, SnapshotRefKind.Tag)));
        await RefusedAsync("The tag 'x' names one snapshot: only branches limit how many are kept and how long. (Parameter 'reference')", t =>
            t.CreateRef("x", new SnapshotRef(first, SnapshotRefKind.Tag, MinSnapshotsToKeep: 1)));
        await RefusedAsync(
            "The limits of 'x' must be above 0. (Parameter 'reference')", t => t.CreateRef("x", new SnapshotRef(first, SnapshotRefKind.Branch, MaxSnapshotAgeMs: 0)));
        await RefusedAsync(
            "The branch 'main' does not expire. (Parameter 'reference')", t => t.ReplaceRef("main", new SnapshotRef(first, SnapshotRefKind.Branch, MaxRefAgeMs: 1)));
        var files = await _lake.WriteAsync(table, "SELECT 3 AS id");
        var error = await Assert.ThrowsAsync<ArgumentException>(() => TableTransaction.Begin(table, _lake.Time, _lake.Random, "nix").Append(files).ApplyAsync());
        Assert.Equal("There is no branch 'nix' to write to; create it first.", error.Message);

        // Replacing is how a branch is rolled back on purpose.
        table = await _lake.CommitAsync(_lake.Begin(table).ReplaceRef("main", new SnapshotRef(first, SnapshotRefKind.Branch)));
        Assert.Equal(["1"], await _lake.RowsAsync(table));

        async Task RefusedAsync(string message, Func<TableTransaction, TableTransaction> change) =>
            Assert.Equal(message, (await Assert.ThrowsAsync<ArgumentException>(() => change(_lake.Begin(table)).ApplyAsync())).Message);
    }
}
