using System.Text;
using Bourse.Access.Auditing.Checkpoints;
using Bourse.Access.Auditing.Ed25519;
using Bourse.Access.Auditing.Merkle;
using Bourse.Access.Auditing.Verifying;

namespace Bourse.Access.Tests.Auditing.Verifying;

/// <summary>A log in memory that an attacker may do anything to.</summary>
internal sealed record StoredLog(List<byte[]> Records, List<MerkleHash> Hashes, string Note) : IAuditEvidence
{
    public const string Origin = "exchange.example/bourse";

    public static NoteSigner Signer(byte seed = 1, string origin = Origin) => new(origin, new Ed25519PrivateKey(Enumerable.Repeat(seed, 32).ToArray()));

    public static StoredLog Create(int size, NoteSigner signer, string salt = "")
    {
        var records = Enumerable.Range(0, size).Select(position => Encoding.UTF8.GetBytes($$"""{"position":{{position}},"id":"{{position}}{{salt}}"}""")).ToList();
        return new StoredLog(records, [], "").Signed(signer);
    }

    /// <summary>The same records with the hashes and the checkpoint that the holder of a key makes of them.</summary>
    public StoredLog Signed(NoteSigner signer) => this with { Hashes = HashesOf(Records), Note = Sign(signer, Records) };

    public static string Sign(NoteSigner signer, IReadOnlyCollection<byte[]> records)
    {
        var tree = new MerkleFrontier();
        foreach (var hash in HashesOf(records))
            tree.Add(hash);
        return signer.Sign(new Checkpoint(signer.Name, tree.Size, tree.Root).ToText());
    }

    public StoredLog Copy() => this with { Records = [.. Records.Select(record => record.ToArray())], Hashes = [.. Hashes] };

    public static List<MerkleHash> HashesOf(IEnumerable<byte[]> records) => [.. records.Select(record => MerkleHash.OfRecord(record))];

    public Task<string> ReadCheckpointAsync(CancellationToken cancellationToken) => Task.FromResult(Note);

    public IAsyncEnumerable<byte[]> ReadRecordsAsync(CancellationToken cancellationToken) => Records.ToAsyncEnumerable();

    public IAsyncEnumerable<MerkleHash> ReadHashesAsync(CancellationToken cancellationToken) => Hashes.ToAsyncEnumerable();
}
