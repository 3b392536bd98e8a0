using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Scanning;

/// <summary>
/// Decoded manifests, so that the next plan of a table, or of a later version of it, reads only what is new: manifests never change. Bounded; what was not used for
/// longest goes first. For any number of threads. Tables may share one whose locations mean the same files and may be read by the same rules.
/// </summary>
/// <param name="bytesMax">The most bytes of manifests to keep, decompressed.</param>
public sealed class ManifestCache(long bytesMax = ManifestCache.BytesDefault)
{
    /// <summary>The bound unless another is given: some 400,000 files of ten columns.</summary>
    public const long BytesDefault = 256L << 20;

    // What an entry and its file take beside the manifest's own bytes.
    private const long EntryBytes = 400;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Cached>> _byPath = new(StringComparer.Ordinal);
    private readonly LinkedList<Cached> _newestFirst = new();
    private long _bytes;

    internal IReadOnlyList<ManifestEntry>? Find(ManifestFile manifest)
    {
        lock (_lock)
        {
            if (!_byPath.TryGetValue(manifest.Path, out var node) || node.Value.Manifest != manifest)
                return null;
            _newestFirst.Remove(node);
            _newestFirst.AddFirst(node);
            return node.Value.Entries;
        }
    }

    internal void Add(ManifestFile manifest, IReadOnlyList<ManifestEntry> entries, long plainBytes)
    {
        var cached = new Cached(manifest, entries, plainBytes + (entries.Count * EntryBytes));
        if (cached.Bytes > bytesMax)
            return;
        lock (_lock)
        {
            Remove(manifest.Path);
            _byPath[manifest.Path] = _newestFirst.AddFirst(cached);
            _bytes += cached.Bytes;
            while (_bytes > bytesMax)
                Remove(_newestFirst.Last!.Value.Manifest.Path);
        }
    }

    private void Remove(string path)
    {
        if (!_byPath.Remove(path, out var node))
            return;
        _newestFirst.Remove(node);
        _bytes -= node.Value.Bytes;
    }

    // A list may say other inherited numbers of the same manifest: then it is another.
    private sealed record Cached(ManifestFile Manifest, IReadOnlyList<ManifestEntry> Entries, long Bytes);
}
