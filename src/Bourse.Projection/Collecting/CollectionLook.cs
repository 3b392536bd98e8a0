using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Bourse.Projection.Collecting;

/// <summary>The projections' store against what is served, at one version of the chains.</summary>
internal sealed record CollectionLook
{
    /// <summary>The version of the chains that were read.</summary>
    public required long Version { get; init; }

    /// <summary>Every chain.</summary>
    public required ImmutableArray<CollectedChain> Chains { get; init; }

    /// <summary>The uuids of the chains that are served.</summary>
    public required FrozenSet<string> Served { get; init; }

    /// <summary>Stored objects that no served chain names, with their lengths.</summary>
    public required FrozenDictionary<string, long> Leftovers { get; init; }

    /// <summary>The objects that each layout among <see cref="Leftovers"/> is made of.</summary>
    public required FrozenDictionary<string, ImmutableArray<string>> Parts { get; init; }

    /// <summary>The marks that earlier collections left, by key.</summary>
    public required FrozenDictionary<string, LeftoverMark> Marks { get; init; }

    /// <summary>Leftovers that were marked at some time or before it, layouts first; what a layout that stays is made of stays.</summary>
    /// <param name="markedBy">In microseconds.</param>
    public IReadOnlyList<string> Due(long markedBy)
    {
        var old = Leftovers.Keys.Where(key => Marks.TryGetValue(key, out var mark) && mark.IsCondemned == 0 && mark.UnnamedSince <= markedBy)
            .ToHashSet(StringComparer.Ordinal);
        var kept = Parts.Where(layout => !old.Contains(layout.Key)).SelectMany(layout => layout.Value).ToHashSet(StringComparer.Ordinal);
        return [.. old.Where(key => !kept.Contains(key)).OrderByDescending(Parts.ContainsKey).ThenBy(key => key, StringComparer.Ordinal)];
    }

    /// <summary>Objects whose bytes an earlier collection did not come to remove.</summary>
    public IEnumerable<string> Condemned => Marks.Values.Where(mark => mark.IsCondemned != 0).Select(mark => mark.ObjectKey);

    /// <summary>The bytes of objects that are stored.</summary>
    public StoredAmount AmountOf(IEnumerable<string> keys) => StoredAmount.Of(keys.Where(Leftovers.ContainsKey).Select(key => Leftovers[key]));
}
