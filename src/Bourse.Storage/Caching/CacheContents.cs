namespace Bourse.Storage.Caching;

/// <summary>
/// Which files a cache has, in the order of their last use, and who holds them. One counter orders everything: a hold remembers its value when it begins, a
/// file when it is given, so a file may go if no hold began before it was last given. Removes files; makes none.
/// </summary>
internal sealed class CacheContents
{
    private readonly Lock _gate = new();
    private readonly long _bytesMax;
    private readonly Dictionary<string, LinkedListNode<CacheEntry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<CacheEntry> _byUse = new();
    // Holds begin in ascending order, so the first is the oldest.
    private readonly LinkedList<long> _holds = new();
    private long _counter;
    private long _bytesUsed;

    public CacheContents(long bytesMax, IEnumerable<CacheEntry> left)
    {
        _bytesMax = bytesMax;
        foreach (var entry in left)
        {
            // Two versions of a file for one id: one was renamed in just before a crash, and either will be read before it is given.
            if (_entries.ContainsKey(entry.Id))
                File.Delete(entry.Path);
            else
                Insert(entry);
        }
        MakeRoom(0);
    }

    public long BytesUsed
    {
        get
        {
            lock (_gate)
                return _bytesUsed;
        }
    }

    public IDisposable Hold()
    {
        lock (_gate)
            return new OpenHold(this, _holds.AddLast(_counter));
    }

    /// <summary>The path of a verified file, which counts as used now; null when there is none.</summary>
    public string? TryGive(string id)
    {
        lock (_gate)
            return _entries.TryGetValue(id, out var node) && node.Value.IsVerified ? Give(node) : null;
    }

    /// <summary>The file that an earlier process left; null when there is none.</summary>
    public CacheEntry? FindUnverified(string id)
    {
        lock (_gate)
            return _entries.TryGetValue(id, out var node) && !node.Value.IsVerified ? node.Value : null;
    }

    /// <summary>Gives a file that was found whole; null when it was removed meanwhile.</summary>
    public string? TryVerify(string id)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(id, out var node))
                return null;
            node.Value.IsVerified = true;
            return Give(node);
        }
    }

    /// <summary>Removes files until there is room for an object, and takes the room.</summary>
    /// <exception cref="StorageException">It does not fit, or not now.</exception>
    public void Reserve(CachedObject wanted)
    {
        if (wanted.Length > _bytesMax)
            throw new StorageException(
                $"The object '{wanted.Key}' has {wanted.Length} bytes, more than the read cache of {_bytesMax} may hold; give the cache more.", isTransient: false);
        lock (_gate)
        {
            if (!MakeRoom(wanted.Length))
                throw new StorageException(
                    $"The read cache of {_bytesMax} bytes has no room for '{wanted.Key}' ({wanted.Length}): its files are in use. Give the cache more, or try later.",
                    isTransient: true);
            _bytesUsed += wanted.Length;
        }
    }

    /// <summary>Gives reserved room back.</summary>
    public void Release(long length)
    {
        lock (_gate)
            _bytesUsed -= length;
    }

    /// <summary>Takes in a file whose room was reserved, and gives it.</summary>
    public string Add(CacheEntry entry)
    {
        lock (_gate)
        {
            _bytesUsed -= entry.Length;
            return Give(Insert(entry));
        }
    }

    /// <summary>Removes a file that nobody was given: one that is not what it should be.</summary>
    public void Remove(string id)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(id, out var node))
                Remove(node);
        }
    }

    private string Give(LinkedListNode<CacheEntry> node)
    {
        node.Value.GivenAt = ++_counter;
        _byUse.Remove(node);
        _byUse.AddLast(node);
        return node.Value.Path;
    }

    private LinkedListNode<CacheEntry> Insert(CacheEntry entry)
    {
        _bytesUsed += entry.Length;
        return _entries[entry.Id] = _byUse.AddLast(entry);
    }

    private bool MakeRoom(long length)
    {
        var oldestHold = _holds.First?.Value ?? long.MaxValue;
        while (_bytesUsed > _bytesMax - length)
        {
            // In the order of use: if the first is held, all are.
            if (_byUse.First is not { } first || first.Value.GivenAt > oldestHold)
                return false;
            Remove(first);
        }
        return true;
    }

    private void Remove(LinkedListNode<CacheEntry> node)
    {
        File.Delete(node.Value.Path);
        _byUse.Remove(node);
        _entries.Remove(node.Value.Id);
        _bytesUsed -= node.Value.Length;
    }

    private void End(LinkedListNode<long> hold)
    {
        lock (_gate)
        {
            if (hold.List is not null)
                _holds.Remove(hold);
        }
    }

    private sealed class OpenHold(CacheContents contents, LinkedListNode<long> hold) : IDisposable
    {
        public void Dispose() => contents.End(hold);
    }
}
