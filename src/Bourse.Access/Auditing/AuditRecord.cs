namespace Bourse.Access.Auditing;

/// <summary>
/// An entry as the log holds it: with an id, without personal values. <see cref="AuditEntry.Address"/> and <see cref="AuditEntry.Email"/>
/// are null in
/// <see cref="Entry"/>; their commitments are here.
/// </summary>
public sealed record AuditRecord
{
    /// <summary>The record's id, 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Its place in the log, from 0; null until the sequencer has given it one.</summary>
    public long? Position { get; init; }

    /// <summary>What happened.</summary>
    public required AuditEntry Entry { get; init; }

    /// <summary>The commitment to the address; see <see cref="Commitment"/>.</summary>
    public string? AddressCommitment { get; init; }

    /// <summary>The commitment to the mail address.</summary>
    public string? EmailCommitment { get; init; }
}
