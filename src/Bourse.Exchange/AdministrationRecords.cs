using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Storage;

namespace Bourse.Exchange;

/// <summary>Begins the audit records of what the provider does; who uses it adds what is particular.</summary>
public sealed class AdministrationRecords(TimeProvider clock, RandomNumberGenerator random)
{
    private const string Protocol = "admin";

    // A document may hold thousands of mistakes, with names of its own choice in them.
    private const int ReasonCharactersMax = 1000;

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

    /// <summary>A record of something that was refused.</summary>
    /// <param name="action">One of <see cref="AuditAction"/>.</param>
    /// <param name="resource">On what.</param>
    /// <param name="actor">Who wanted it.</param>
    /// <param name="mistakes">Why not; cut at 1,000 characters.</param>
    public AuditEntry Refused(string action, string resource, string actor, IEnumerable<string> mistakes) =>
        Done(action, resource, actor) with { Decision = AuditDecision.Deny, Reason = Shortened(string.Join(' ', mistakes)) };

    private static string Shortened(string text) => text.Length <= ReasonCharactersMax ? text : text[..(ReasonCharactersMax - 1)] + "…";
}
