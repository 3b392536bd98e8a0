using System.Globalization;
using Bourse.Iceberg.Metadata;
using Bourse.Storage;

namespace Bourse.Catalog.Commits;

/// <summary>What no commit may do to a table, whoever makes it.</summary>
internal static class CommitRules
{
    /// <summary>The first rule that the step from <paramref name="before"/> to <paramref name="after"/> breaks; null when it breaks none.</summary>
    public static string? FindBreach(TableMetadata before, TableMetadata after, string storeName, ObjectKey folder) =>
        FindIdentityBreach(before, after) ?? FindRevisionBreach(before, after) ?? FindLocationBreach(before, after, storeName, folder);

    /// <summary>The same for a step that erases: tags of revisions stay and name snapshots of the same time and place in the order of commits.</summary>
    public static string? FindErasureBreach(TableMetadata before, TableMetadata after, string storeName, ObjectKey folder)
    {
        foreach (var (name, reference) in before.Refs.Where(entry => RevisionTags.Names(entry.Key)))
        {
            if (!after.Refs.TryGetValue(name, out var kept) || kept with { SnapshotId = reference.SnapshotId } != reference)
                return $"the tag '{name}' is dropped or changed: published revisions stay";
            var (old, erased) = (before.FindSnapshot(reference.SnapshotId)!, after.FindSnapshot(kept.SnapshotId));
            if (erased is null || (erased.TimestampMs, erased.SequenceNumber, erased.SchemaId) != (old.TimestampMs, old.SequenceNumber, old.SchemaId))
                return $"the tag '{name}' names another snapshot than the one it was made of without the subject";
        }
        return after.MetadataLog.Count > 0
            ? "metadata-log names versions that hold the subject"
            : FindIdentityBreach(before, after) ?? FindLocationBreach(before, after, storeName, folder);
    }

    private static string? FindIdentityBreach(TableMetadata before, TableMetadata after)
    {
        if (after.TableUuid != before.TableUuid)
            return "table-uuid changed: it names the table for ever";
        if (after.Location != before.Location)
            return "location changed: a table's files stay in its folder";
        if (after.LastSequenceNumber < before.LastSequenceNumber)
            return "last-sequence-number fell";
        if (after.LastColumnId < before.LastColumnId)
            return "last-column-id fell: field ids are the product's contract";
        return after.LastPartitionId < before.LastPartitionId ? "last-partition-id fell" : null;
    }

    private static string? FindRevisionBreach(TableMetadata before, TableMetadata after)
    {
        foreach (var (name, reference) in before.Refs.Where(entry => RevisionTags.Names(entry.Key)))
        {
            if (!after.Refs.TryGetValue(name, out var kept))
                return $"the tag '{name}' is dropped: published revisions stay";
            if (kept != reference)
                return $"the tag '{name}' is changed: published revisions never move";
            if (after.FindSnapshot(reference.SnapshotId) != before.FindSnapshot(reference.SnapshotId))
                return string.Create(
                    CultureInfo.InvariantCulture, $"snapshot {reference.SnapshotId} is expired or changed, but the published revision '{name}' is made of it");
        }
        var added = after.Refs.FirstOrDefault(entry =>
            RevisionTags.Names(entry.Key)
            && (entry.Value.Kind != SnapshotRefKind.Tag || entry.Value.MaxRefAgeMs is not null));
        return added.Key is null ? null : $"'{added.Key}' must be a tag without an age limit: names beginning with {RevisionTags.Prefix} are published revisions";
    }

    private static string? FindLocationBreach(TableMetadata before, TableMetadata after, string storeName, ObjectKey folder)
    {
        foreach (var snapshot in after.Snapshots.Where(snapshot => before.FindSnapshot(snapshot.Id) != snapshot))
        {
            try
            {
                foreach (var location in snapshot.ManifestList is { } list ? [list] : snapshot.Manifests)
                    StoreLocation.KeyWithin(location, storeName, folder);
            }
            catch (FormatException exception)
            {
                return string.Create(CultureInfo.InvariantCulture, $"the manifest list of snapshot {snapshot.Id} lies outside of the table: {exception.Message}");
            }
        }
        return null;
    }
}
