using Bourse.Access.Auditing.Merkle;

namespace Bourse.Access.Auditing.Verifying;

/// <summary>A log as its holder presents it. Nothing in it is trusted.</summary>
public interface IAuditEvidence
{
    /// <summary>The checkpoint, a signed note; empty when there is none.</summary>
    Task<string> ReadCheckpointAsync(CancellationToken cancellationToken);

    /// <summary>The bytes of the records in order, from the first.</summary>
    IAsyncEnumerable<byte[]> ReadRecordsAsync(CancellationToken cancellationToken);

    /// <summary>The hashes of the records in order, as far as there are any; they tell which record was changed.</summary>
    IAsyncEnumerable<MerkleHash> ReadHashesAsync(CancellationToken cancellationToken);
}
