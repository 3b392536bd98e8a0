using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Metastore;
using Bourse.Projection.Chains;
using Bourse.Projection.Contents;
using Bourse.Storage;

namespace Bourse.Projection.Collecting;

/// <summary>Finds what nothing names: reads chains and marks in one snapshot, lists the store, reads its layouts. It changes nothing.</summary>
/// <param name="metastore">Has the tables of <see cref="ProjectionMigrations"/>.</param>
/// <param name="projections">The store of pieces and metadata.</param>
internal sealed class CollectionLooker(IMetastore metastore, IObjectStore projections)
{
    // Layouts never change. Kept from one look to the next are those that are still there.
    private Dictionary<string, ImmutableArray<string>> _known = [];

    /// <exception cref="DamagedContentException">A layout that is served is missing or damaged: then it cannot be told what it is made of.</exception>
    /// <exception cref="StorageException">The store failed.</exception>
    public async Task<CollectionLook> LookAsync(Func<IMetastoreSession, Task<IReadOnlySet<(AgreementId, ProductName)>>> overAsync, CancellationToken cancellationToken)
    {
        var (version, chains, over, objects, marks) = await metastore.ReadAsync(
            async session => (
                await ChainTables.VersionAsync(session), await CollectionTables.ChainsAsync(session), await overAsync(session),
                await CollectionTables.ObjectsAsync(session, projections.Name), await CollectionTables.MarksAsync(session)),
            cancellationToken);
        var served = chains.GroupBy(chain => (chain.Agreement, chain.Product, chain.TableName)).Select(same => same.MaxBy(chain => chain.Generation)!)
            .Where(newest => !over.Contains((AgreementId.Parse(newest.Agreement), ProductName.Parse(newest.Product)))).Select(newest => newest.Uuid).ToFrozenSet();
        var named = objects.Where(item => served.Contains(item.ChainUuid)).ToArray();

        var stored = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var folder in ContentAddressed.Folders)
        {
            await foreach (var item in projections.ListAsync(folder, cancellationToken))
                stored[item.Key.Value] = item.Length;
        }

        var servedLayouts = named.Where(item => item.IsVirtual != 0).Select(item => item.ObjectKey).ToHashSet(StringComparer.Ordinal);
        var parts = await PartsAsync(stored.Keys, servedLayouts, cancellationToken);
        var reached = named.Select(item => item.ObjectKey).Concat(servedLayouts.SelectMany(layout => parts[layout])).ToHashSet(StringComparer.Ordinal);
        return new CollectionLook
        {
            Version = version,
            Chains = [.. chains],
            Served = served,
            Leftovers = stored.Where(item => !reached.Contains(item.Key)).ToFrozenDictionary(StringComparer.Ordinal),
            Parts = parts.Where(layout => !servedLayouts.Contains(layout.Key)).ToFrozenDictionary(StringComparer.Ordinal),
            Marks = marks.ToFrozenDictionary(mark => mark.ObjectKey, StringComparer.Ordinal),
        };
    }

    private async Task<Dictionary<string, ImmutableArray<string>>> PartsAsync(
        IEnumerable<string> stored, HashSet<string> served, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        var layouts = stored.Where(key => key.StartsWith(ContentAddressed.VirtualFolder, StringComparison.Ordinal)).Union(served, StringComparer.Ordinal);
        foreach (var key in layouts.ToArray())
        {
            found[key] = _known.TryGetValue(key, out var parts) ? parts
                : await ReadAsync(key, cancellationToken)
                    ?? (served.Contains(key) ? throw new DamagedContentException($"The layout '{key}' of the store '{projections.Name}' is missing or damaged.") : []);
        }
        return _known = found;
    }

    private async Task<ImmutableArray<string>?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var json = await projections.ReadAllAsync(ObjectKey.Parse(key), cancellationToken);
            return ContentAddressed.Names(key, Convert.ToHexStringLower(SHA256.HashData(json.Span)))
                ? [.. VirtualLayout.Parse(json).Segments.Where(segment => segment.Store == projections.Name).Select(segment => segment.Key).Distinct()]
                : null;
        }
        catch (ObjectNotFoundException)
        {
            return null;
        }
    }
}
