using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Storage;

namespace Bourse.Exchange;

/// <summary>Begins the audit records of what the provider does; who uses it adds what is particular.</summary>
public sealed class AdministrationRecords(TimeProvider clock, RandomNumberGenerator random)
{
    private const string Protocol = "admin";

    /// <summary>A record of something done.</summary>
    /// <param name="action">One of <see cref="AuditAction"/>.</param>
    /// <param name="resource">On what.</param>
    /// <param name="actor">By whom.</param>
    public AuditEntry Done(string action, string resource, string actor) => new()
    {
        Time = clock.GetUtcNow(),
        Kind = AuditKind.Administration,
        Action = action,
        Resource = resource,
        Decision = AuditDecision.Allow,
        Principal = actor,
        Protocol = Protocol,
        RequestId = RandomHex.New(random),
    };
}
