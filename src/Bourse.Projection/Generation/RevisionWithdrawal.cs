using System.Collections.Immutable;
using Bourse.Iceberg;
using Bourse.Iceberg.Metadata;
using Bourse.Projection.Chains;
using Bourse.Projection.Contents;
using Bourse.Projection.Naming;
using Bourse.Storage;

namespace Bourse.Projection.Generation;

/// <summary>
/// Takes a revision out of a chain: its snapshot and its tag leave the metadata, and what only it named is withdrawn. Every other snapshot stays as it is. The
/// newest revision is taken out only after another one was added.
/// </summary>
internal sealed class RevisionWithdrawal(NamingKey naming, ContentStores contents, IObjectStore projections)
{
    /// <summary>A state of a chain without a revision.</summary>
    /// <param name="table">A state that has it, and that is not at it.</param>
    /// <param name="step">How the state is reached; what is answered reaches the one without the revision instead.</param>
    /// <param name="revoked">The revision, and why.</param>
    /// <param name="at">When it is revoked.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ProjectionRefusedException">The client is served no other revision of the table.</exception>
    public async Task<PreparedProjection> WithoutAsync(
        ProjectedTable table, ChainExtension step, RevokedRevision revoked, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var metadata = TableMetadataJson.Parse(table.MetadataJson);
        var gone = metadata.FindSnapshot(table.Revisions[revoked.Number])!;
        if (gone.Id == metadata.CurrentSnapshotId)
            throw new ProjectionRefusedException($"Revision {revoked.Number} is the only one of {table.Product}.{table.Table} that {table.Agreement} is served.");
        var kept = metadata.Snapshots.Where(snapshot => snapshot != gone).ToArray();
        var names = new ChainNames(naming, table.Agreement, table.Product, table.Table, table.RuleSetDigest, step.Generation);
        var prefix = ChainTables.KeyPrefix(table.Table, table.Uuid);
        var objects = new MetadataObjects(names, prefix, at, new ContentAddressed(projections, step.Collections));
        var json = TableMetadataJson.Write(Without(metadata, gone, $"rev-{revoked.Number}", at.ToUnixTimeMilliseconds()));
        var name = await objects.StoreAsync(sha256 => names.Metadata(table.MetadataFileCount, sha256), json, cancellationToken);

        var withdrawn = await ChainReach.OfAsync(table, metadata, [gone], contents, cancellationToken);
        withdrawn.ExceptWith(await ChainReach.OfAsync(table, metadata, kept, contents, cancellationToken));
        if (table.RevisionMetadata.TryGetValue(revoked.Number, out var left))
            withdrawn.Add(left);
        // A file that was to be current and never is belongs to nobody.
        var passed = step.Added is null ? null : prefix + step.MetadataName;
        var without = table with
        {
            MetadataJson = json,
            MetadataLocation = $"{table.Location}/{name}",
            Revisions = table.Revisions.Remove(revoked.Number),
            Revoked = table.Revoked.SetItem(revoked.Number, revoked),
            RevisionMetadata = Renamed(table.RevisionMetadata.Remove(revoked.Number), step.Added, prefix + name),
            Withdrawn = table.Withdrawn.SetItems(withdrawn.Select(key => KeyValuePair.Create(key, revoked.Number))),
            Objects = [.. table.Objects.Where(o => !withdrawn.Contains(o.Key) && o.Key != passed).Concat(objects.All).OrderBy(o => o.Key, StringComparer.Ordinal)],
        };
        return new PreparedProjection(without, step with
        {
            MetadataName = name,
            Revoked = revoked,
            Withdrawn = [.. withdrawn.Select(key => key[prefix.Length..]).Order(StringComparer.Ordinal)],
            NewObjects = [.. step.NewObjects.Where(o => !withdrawn.Contains(o.Key) && o.Key != passed), .. objects.All],
        });
    }

    private static ImmutableSortedDictionary<int, string> Renamed(ImmutableSortedDictionary<int, string> left, int? revision, string key) =>
        revision is { } number ? left.SetItem(number, key) : left;

    // As an expired snapshot goes: the log keeps what follows it, so that looking up a time never answers wrongly.
    private static TableMetadata Without(TableMetadata metadata, Snapshot gone, string tag, long nowMs) => metadata with
    {
        Snapshots = metadata.Snapshots.Where(snapshot => snapshot != gone).ToValueList(),
        SnapshotLog = metadata.SnapshotLog.Skip(1 + metadata.SnapshotLog.ToList().FindLastIndex(entry => entry.SnapshotId == gone.Id)).ToValueList(),
        Refs = metadata.Refs.Remove(tag),
        LastUpdatedMs = Math.Max(metadata.LastUpdatedMs, nowMs),
    };
}
