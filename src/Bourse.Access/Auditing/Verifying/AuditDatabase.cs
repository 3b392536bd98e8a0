using System.Runtime.CompilerServices;
using System.Text;
using Bourse.Access.Auditing.Merkle;
using Bourse.Metastore;

namespace Bourse.Access.Auditing.Verifying;

/// <summary>The log in the metastore, as of one session.</summary>
public sealed class AuditDatabase(IMetastoreSession session) : IAuditEvidence
{
    private const int PageRecords = 1000;

    /// <inheritdoc />
    public async Task<string> ReadCheckpointAsync(CancellationToken cancellationToken) => await AuditCheckpoints.LatestAsync(session) ?? "";

    /// <inheritdoc />
    public async IAsyncEnumerable<byte[]> ReadRecordsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = 0L; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await session.QueryAsync<Row>(
                "SELECT position, body FROM audit_log WHERE position >= @next ORDER BY position LIMIT @PageRecords", new { next, PageRecords });
            foreach (var row in page)
                yield return Encoding.UTF8.GetBytes(row.Body);
            if (page.Count < PageRecords)
                yield break;
            next = page[^1].Position + 1;
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<MerkleHash> ReadHashesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tiles = new TileNodes(session);
        for (var number = 0L; ; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tile = await tiles.TileAsync(0, number);
            for (var offset = 0; offset + MerkleHash.LengthBytes <= tile.Length; offset += MerkleHash.LengthBytes)
                yield return new MerkleHash(tile.AsSpan(offset, MerkleHash.LengthBytes));
            if (tile.Length < TileNodes.TileHashes * MerkleHash.LengthBytes)
                yield break;
        }
    }

    private sealed record Row
    {
        public required long Position { get; init; }

        public required string Body { get; init; }
    }
}
