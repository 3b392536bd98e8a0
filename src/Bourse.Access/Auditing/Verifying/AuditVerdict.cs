using Bourse.Access.Auditing.Checkpoints;

namespace Bourse.Access.Auditing.Verifying;

/// <summary>What verifying a log found.</summary>
public abstract record AuditVerdict
{
    private AuditVerdict() { }

    /// <summary>Every record is what was signed, and the log begins with what the kept checkpoint holds.</summary>
    /// <param name="Log">The log's checkpoint.</param>
    /// <param name="Kept">The checkpoint that was kept.</param>
    public sealed record Verified(Checkpoint Log, Checkpoint Kept) : AuditVerdict
    {
        /// <summary>How many records wait to be signed: they are as records are appended, and nothing proves them yet. 0 for a copy, which holds none.</summary>
        public long Pending { get; init; }
    }

    /// <summary>It is not.</summary>
    /// <param name="Finding">What is wrong.</param>
    /// <param name="Position">The first record concerned, from 0, where one can be told.</param>
    /// <param name="Explanation">The same for people, and what to do.</param>
    public sealed record Refuted(AuditFinding Finding, long? Position, string Explanation) : AuditVerdict;
}
