using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Maintenance.Deletes;
using Bourse.Iceberg.Maintenance.Expiry;
using Bourse.Iceberg.Maintenance.Manifests;
using Bourse.Iceberg.Maintenance.Orphans;
using Bourse.Iceberg.Tests.Maintenance.Support;

namespace Bourse.Iceberg.Tests.Histories;

/// <summary>Random maintenance, which changes no row. Half of the time it dies somewhere, and is run again.</summary>
internal sealed class MaintenanceSteps(RandomTable table)
{
    public Task StepAsync()
    {
        var (maintained, connection) = (table.Lake.Table, table.Lake.Lake.Connection);
        return table.Random.Next(6) switch
        {
            0 or 1 => RunAsync("compact", () => new DataCompaction(maintained, connection).RunAsync(dryRun: false)),
            2 => RunAsync("compact deletes", () => new DeleteCompaction(maintained, connection).RunAsync(dryRun: false)),
            3 => RunAsync("rewrite manifests", () => new ManifestRewrite(maintained).RunAsync(dryRun: false)),
            4 => RunAsync("expire", () => new SnapshotExpiry(maintained).RunAsync(dryRun: false)),
            _ => RunAsync("clean up", () => new OrphanCleanup(maintained).RunAsync(dryRun: false)),
        };
    }

    private async Task RunAsync(string step, Func<Task<TaskReport>> run)
    {
        if (table.Random.Next(2) == 0)
            await table.RunAsync($"{step}, dying", () => Dying.AtCallAsync(table.Lake, table.Random.Next(60), run));
        await table.RunAsync(step, run);
    }
}
