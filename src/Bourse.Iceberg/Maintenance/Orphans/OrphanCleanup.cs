using Bourse.Iceberg.Erasure;
using Bourse.Iceberg.Maintenance.Reach;
using Bourse.Iceberg.Metadata;

namespace Bourse.Iceberg.Maintenance.Orphans;

/// <summary>
/// Removes files below the table's folder that no version knows: what failed commits left, and versions of the metadata that the log names no longer. A
/// file must be older than the safety age, so whatever a commit under way has written stays; and a version of the metadata younger than that keeps all
/// it leads to, whether it became the table's or not. It never follows a link and never leaves the folder: its listing is of the folder.
/// </summary>
public sealed class OrphanCleanup(MaintainedTable table)
{
    private const string Name = "remove-orphans";
    private const string MetadataSuffix = ".metadata.json";

    // Readers of folders without a catalogue start at the hint; erasures that died are finished by their ledgers.
    private static readonly string[] Kept = ["/metadata/version-hint.text", ErasureNames.LedgerPrefix];

    /// <summary>Runs it, or says what it would do.</summary>
    /// <exception cref="MaintenanceException">A property is malformed.</exception>
    public async Task<TaskReport> RunAsync(bool dryRun, CancellationToken cancellationToken = default)
    {
        // The newest version comes before the listing: what is committed meanwhile is too young to go.
        var current = await table.LoadAsync(cancellationToken);
        var policy = MaintenancePolicy.Of(current.Metadata.Properties);
        if (!policy.RemovesFiles)
            return new TaskReport(Name) { Note = "gc.enabled is false: nothing is removed" };

        var now = table.Time.GetUtcNow();
        var inUse = await VersionHistory.InUseAsync(current, now - policy.ReaderGrace, cancellationToken);
        var unknown = await UnknownAsync(inUse, cancellationToken);
        var unnamed = await UnnamedVersionsAsync(current.Metadata, unknown, now - policy.ReaderGrace, now - policy.OrphanAge, cancellationToken);
        var orphans = unknown.Where(f => !unnamed.Files.ContainsKey(f.Location) && f.LastModified < now - policy.OrphanAge).ToList();
        if (!dryRun)
            await FileRemoval.RunAsync(table, [.. orphans.Select(f => f.Location)], cancellationToken);
        return new TaskReport(Name)
        {
            FilesRemoved = orphans.Count,
            BytesRemoved = orphans.Sum(f => f.SizeBytes),
            Removed = orphans.Select(f => f.Location).ToValueList(),
        };
    }

    private async Task<List<TableFile>> UnknownAsync(FileReach inUse, CancellationToken cancellationToken)
    {
        var unknown = new List<TableFile>();
        await foreach (var file in table.Folder.ListAsync(cancellationToken))
        {
            if (!inUse.Files.ContainsKey(file.Location) && !Kept.Any(k => file.Location.Contains(k, StringComparison.Ordinal)))
                unknown.Add(file);
        }
        return unknown;
    }

    // Versions that the log does not name: commits under way or lost, and those the log had no room for. All young ones count. When the log does not
    // reach back to where the readers' grace begins, the youngest of the old ones counts too: it was the newest then.
    private async Task<FileReach> UnnamedVersionsAsync(
        TableMetadata current, List<TableFile> unknown, DateTimeOffset graceBegin, DateTimeOffset oldBefore, CancellationToken cancellationToken)
    {
        var versions = unknown
            .Where(f => f.Location.EndsWith(MetadataSuffix, StringComparison.Ordinal))
            .OrderByDescending(f => f.LastModified)
            .ThenByDescending(f => f.Location, StringComparer.Ordinal)
            .ToList();
        var counted = versions.TakeWhile(v => v.LastModified >= oldBefore).ToList();
        var logBeginMs = current.MetadataLog.Count > 0 ? current.MetadataLog[0].TimestampMs : current.LastUpdatedMs;
        if (logBeginMs >= graceBegin.ToUnixTimeMilliseconds())
            counted.AddRange(versions.Skip(counted.Count).Take(1));

        var reach = new FileReach(table.Folder, skipsMissing: true);
        foreach (var version in counted)
        {
            try
            {
                await reach.AddVersionAsync(version.Location, cancellationToken);
            }
            catch (IcebergFormatException)
            {
                // Nobody can read it, so nobody reads what it leads to.
            }
        }
        return reach;
    }
}
