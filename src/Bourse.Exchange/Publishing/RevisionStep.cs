using Bourse.Access.Resources;
using Bourse.Events;
using Bourse.Projection;

namespace Bourse.Exchange.Publishing;

/// <summary>One step of a product's history: a revision is added, a revision is revoked, or both at once.</summary>
internal sealed record RevisionStep
{
    /// <summary>The product.</summary>
    public required ProductName Product { get; init; }

    /// <summary>When it happens.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The revision that is added; null for none.</summary>
    public Revision? Added { get; init; }

    /// <summary>The tables that <see cref="Added"/> pins; empty without it.</summary>
    public IReadOnlyDictionary<TableName, PinnedTable> Tables { get; init; } = new Dictionary<TableName, PinnedTable>();

    /// <summary>The revision that is revoked; null for none.</summary>
    public RevokedRevision? Revoked { get; init; }

    /// <summary>One of <see cref="Access.Auditing.AuditAction"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The revision that the audit record is about.</summary>
    public required int Subject { get; init; }

    /// <summary>Who does it, for the audit log.</summary>
    public required string Actor { get; init; }

    /// <summary>The audit record's reason.</summary>
    public required string Reason { get; init; }

    /// <summary>What a client is told of it.</summary>
    public required Func<ClientRevision, BourseEvent> Event { get; init; }
}
