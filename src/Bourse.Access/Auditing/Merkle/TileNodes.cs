using Bourse.Metastore;

namespace Bourse.Access.Auditing.Merkle;

/// <summary>
/// The tree's nodes from the table <c>audit_tiles</c>, as of a session. Tiles keep every eighth level; the levels between are computed
/// from one tile.
/// </summary>
public sealed class TileNodes(IMetastoreSession session) : IMerkleNodes
{
    /// <summary>Hashes in a complete tile.</summary>
    public const int TileHashes = 1 << TileLevels;

    private const int TileLevels = 8;

    private readonly Dictionary<(int Level, long Number), byte[]> _tiles = [];

    /// <inheritdoc />
    public async ValueTask<MerkleHash> ReadAsync(int level, long index)
    {
        var (tileLevel, within) = Math.DivRem(level, TileLevels);
        var first = index << within;
        var tile = await TileAsync(tileLevel, first / TileHashes);
        return Subtree(tile, (int)(first % TileHashes), 1 << within);
    }

    /// <summary>The hashes of a tile one after another; empty when there is none.</summary>
    public async Task<byte[]> TileAsync(int level, long number)
    {
        if (!_tiles.TryGetValue((level, number), out var tile))
        {
            tile = await session.QuerySingleOrDefaultAsync<byte[]>(
                "SELECT CAST(hashes AS BLOB) AS hashes FROM audit_tiles WHERE level = @level AND number = @number", new { level, number }) ?? [];
            _tiles[(level, number)] = tile;
        }
        return tile;
    }

    private static MerkleHash Subtree(ReadOnlySpan<byte> tile, int first, int count)
    {
        if (count > 1)
            return MerkleHash.OfPair(Subtree(tile, first, count / 2), Subtree(tile, first + (count / 2), count / 2));
        var offset = first * MerkleHash.LengthBytes;
        return offset + MerkleHash.LengthBytes <= tile.Length
            ? new MerkleHash(tile.Slice(offset, MerkleHash.LengthBytes))
            : throw new InvalidDataException("The audit log's table audit_tiles lacks hashes; verify the log and restore it from a backup.");
    }
}
