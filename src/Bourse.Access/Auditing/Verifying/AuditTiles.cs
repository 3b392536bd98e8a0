using Bourse.Access.Auditing.Merkle;
using Bourse.Metastore;

namespace Bourse.Access.Auditing.Verifying;

/// <summary>The tree that records make, tile by tile, beside the one that is stored: the next checkpoint and every proof come from the stored one.</summary>
internal sealed class AuditTiles(IMetastoreSession session)
{
    private readonly List<List<MerkleHash>> _levels = [];
    private readonly List<long> _complete = [];
    private readonly TileNodes _stored = new(session);

    /// <summary>Adds the next record; false when it completes a tile that is stored otherwise.</summary>
    public ValueTask<bool> AddAsync(MerkleHash record) => AddAsync(0, record);

    /// <summary>Whether the tiles that are not complete, and no others, are stored as they should be.</summary>
    public async ValueTask<bool> EndAsync()
    {
        for (var level = 0; level < _levels.Count; level++)
        {
            if (_levels[level].Count > 0 && !await IsStoredAsync(level))
                return false;
        }
        var tiles = _levels.Select((hashes, level) => _complete[level] + (hashes.Count > 0 ? 1 : 0)).Sum();
        return await session.QuerySingleOrDefaultAsync<long>("SELECT count(*) FROM audit_tiles") == tiles;
    }

    private async ValueTask<bool> AddAsync(int level, MerkleHash hash)
    {
        if (level == _levels.Count)
        {
            _levels.Add([]);
            _complete.Add(0);
        }
        var tile = _levels[level];
        tile.Add(hash);
        if (tile.Count < TileNodes.TileHashes)
            return true;
        if (!await IsStoredAsync(level))
            return false;
        var root = new MerkleFrontier();
        foreach (var each in tile)
            root.Add(each);
        tile.Clear();
        _complete[level]++;
        return await AddAsync(level + 1, root.Root);
    }

    private async ValueTask<bool> IsStoredAsync(int level)
    {
        var stored = await _stored.TileAsync(level, _complete[level]);
        return stored.Length == _levels[level].Count * MerkleHash.LengthBytes
            && _levels[level].Select((hash, at) => stored.AsSpan(at * MerkleHash.LengthBytes, MerkleHash.LengthBytes).SequenceEqual(hash.ToArray())).All(equal => equal);
    }
}
