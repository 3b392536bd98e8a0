using Bourse.Iceberg.Metadata;

namespace Bourse.Iceberg.Tests.Histories;

/// <summary>Random tags and branches, and moves of the main branch, on to another and back.</summary>
internal sealed class ReferenceSteps(RandomTable table)
{
    private int _number;

    public async Task StepAsync()
    {
        var metadata = table.Table.Metadata;
        if (metadata.CurrentSnapshotId is not { } current)
            return;
        var snapshot = metadata.Snapshots[table.Random.Next(metadata.Snapshots.Count)].Id;
        var branches = metadata.Refs.Where(r => r.Value.Kind == SnapshotRefKind.Branch && r.Key != SnapshotRef.Main).ToArray();
        var name = $"r{_number++}";
        switch (table.Random.Next(6))
        {
            case 0:
                await table.CommitAsync($"tag {name}", t => t.SetTag(name, snapshot));
                break;
            case 1 or 2:
                await table.CommitAsync($"branch {name}", t => t.CreateRef(name, new SnapshotRef(current, SnapshotRefKind.Branch)));
                table.Model.Set(name, ModelTables.Of(SnapshotRef.Main));
                break;
            case 3 when branches.FirstOrDefault(b => metadata.AncestorsOf(b.Value.SnapshotId).Any(s => s.Id == current)) is { Key: { } ahead, Value: var reference }:
                table.Model.Set(SnapshotRef.Main, ModelTables.Of(reference.SnapshotId));
                await table.CommitAsync($"forward to {ahead}", t => t.FastForward(SnapshotRef.Main, reference.SnapshotId));
                break;
            case 4 when branches.Length > 0:
                await table.CommitAsync($"remove {branches[0].Key}", t => t.RemoveRef(branches[0].Key));
                table.Model.Remove(branches[0].Key);
                break;
            case 5:
                var back = metadata.AncestorsOf(current).Take(3).Last().Id;
                table.Model.Set(SnapshotRef.Main, ModelTables.Of(back));
                await table.CommitAsync("roll back", t => t.ReplaceRef(SnapshotRef.Main, new SnapshotRef(back, SnapshotRefKind.Branch)));
                break;
        }
    }
}
