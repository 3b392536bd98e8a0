using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;

namespace Bourse.Iceberg.Maintenance.Reach;

/// <summary>
/// The versions of a table by the time they were superseded, as its log says. Somebody may still read a version for a while after that; so what such a
/// version leads to stays, although the newest one does not.
/// </summary>
internal static class VersionHistory
{
    /// <summary>The earlier versions that were superseded at a time or later.</summary>
    public static IEnumerable<string> UsedSince(TableMetadata metadata, DateTimeOffset time) =>
        Superseded(metadata).Where(v => v.AtMs >= time.ToUnixTimeMilliseconds()).Select(v => v.Location);

    /// <summary>The earlier versions that were superseded before a time.</summary>
    public static IEnumerable<string> UnusedSince(TableMetadata metadata, DateTimeOffset time) =>
        Superseded(metadata).Where(v => v.AtMs < time.ToUnixTimeMilliseconds()).Select(v => v.Location);

    /// <summary>What must stay: what the newest version leads to and names, and what versions lead to that were superseded at a time or later.</summary>
    /// <exception cref="IcebergFormatException">A metadata file is malformed.</exception>
    public static async Task<FileReach> InUseAsync(IcebergTable table, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var inUse = new FileReach(table.Files, skipsMissing: false);
        inUse.Add(new ReachedFile(table.MetadataLocation, ReachedKind.Metadata, 0));
        await inUse.AddAsync(table.Metadata, cancellationToken);
        foreach (var location in UsedSince(table.Metadata, since))
            await inUse.AddVersionAsync(location, cancellationToken);
        foreach (var entry in table.Metadata.MetadataLog)
            inUse.Add(new ReachedFile(entry.Location, ReachedKind.Metadata, 0));
        return inUse;
    }

    // A version was superseded when the one after it was made.
    private static IEnumerable<(string Location, long AtMs)> Superseded(TableMetadata metadata)
    {
        var log = metadata.MetadataLog;
        return log.Select((entry, i) => (entry.Location, i + 1 < log.Count ? log[i + 1].TimestampMs : metadata.LastUpdatedMs));
    }
}
