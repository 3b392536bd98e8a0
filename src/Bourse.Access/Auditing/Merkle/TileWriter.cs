using Bourse.Metastore;

namespace Bourse.Access.Auditing.Merkle;

/// <summary>
/// Adds hashes of records to the table <c>audit_tiles</c>. A complete tile is never written again; its root goes into the level above.
/// </summary>
internal sealed class TileWriter(IMetastoreWriteSession session, long size)
{
    private readonly TileNodes _before = new(session);
    private readonly List<Level> _levels = [];

    public Task AddAsync(MerkleHash record) => AddAsync(0, record);

    /// <summary>Writes the tiles that are not complete.</summary>
    public async Task FlushAsync()
    {
        for (var level = 0; level < _levels.Count; level++)
            if (_levels[level].Hashes.Count > 0)
                await WriteAsync(level);
    }

    private async Task AddAsync(int level, MerkleHash hash)
    {
        if (level == _levels.Count)
            _levels.Add(await OpenAsync(level));
        var tile = _levels[level].Hashes;
        tile.Add(hash);
        if (tile.Count < TileNodes.TileHashes)
            return;
        await WriteAsync(level);
        var root = Root(tile);
        _levels[level] = new Level(_levels[level].Number + 1, []);
        await AddAsync(level + 1, root);
    }

    private async Task<Level> OpenAsync(int level)
    {
        var hashes = size;
        for (var below = 0; below < level; below++)
            hashes /= TileNodes.TileHashes;
        var (number, count) = Math.DivRem(hashes, TileNodes.TileHashes);
        var bytes = count == 0 ? [] : await _before.TileAsync(level, number);
        return new Level(number, [.. bytes.Chunk(MerkleHash.LengthBytes).Take((int)count).Select(chunk => new MerkleHash(chunk))]);
    }

    private async Task WriteAsync(int level)
    {
        var (number, hashes) = _levels[level];
        await session.ExecuteAsync(
            """
            INSERT INTO audit_tiles (level, number, hashes) VALUES (@level, @number, @bytes)
            ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes
            """,
            new { level, number, bytes = hashes.SelectMany(hash => hash.ToArray()).ToArray() });
    }

    private static MerkleHash Root(List<MerkleHash> tile)
    {
        var frontier = new MerkleFrontier();
        foreach (var hash in tile)
            frontier.Add(hash);
        return frontier.Root;
    }

    private sealed record Level(long Number, List<MerkleHash> Hashes);
}
