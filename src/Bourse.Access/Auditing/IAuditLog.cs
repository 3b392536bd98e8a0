using Bourse.Access.Identity;
using Bourse.Metastore;

namespace Bourse.Access.Auditing;

/// <summary>Where what happened is recorded. Records appear in the signed log within a second; see <see cref="AuditSequencer"/>.</summary>
public interface IAuditLog
{
    /// <summary>Records an entry; it is durable when the task completes.</summary>
    /// <exception cref="MetastoreException">It could not be made durable: do not go on as if it were.</exception>
    ValueTask AppendAsync(AuditEntry entry, CancellationToken cancellationToken = default);

    /// <summary>Records an entry in the caller's transaction: it stands if and only if what it tells of does.</summary>
    Task AppendAsync(IMetastoreWriteSession session, AuditEntry entry);

    /// <summary>Counts bytes sent; recorded within a second, and lost if the process dies before.</summary>
    void Meter(UsageRecord usage);

    /// <summary>Counts a request refused before anybody was authenticated; recorded once a minute and reason.</summary>
    /// <param name="reason">Why, in lower case: one of few, never text from the request.</param>
    /// <param name="protocol">The protocol, in lower case.</param>
    void TallyRefusal(string reason, string protocol);

    /// <summary>Counts a denial of an account that is denied too often to record each; recorded once a minute, action and reason.</summary>
    /// <param name="account">The account.</param>
    /// <param name="action">What it tried, as decisions are recorded.</param>
    /// <param name="reason">Why not, as decisions are recorded.</param>
    /// <param name="protocol">The protocol, in lower case.</param>
    void TallyDenial(AccountId account, string action, string reason, string protocol);
}
