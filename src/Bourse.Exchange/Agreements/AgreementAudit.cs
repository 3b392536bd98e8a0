using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Contracts.Agreements;
using Bourse.Metastore;

namespace Bourse.Exchange.Agreements;

/// <summary>Records what became of agreements. What has an effect is recorded in the transaction that has it; a refusal is durable before it is told.</summary>
internal sealed class AgreementAudit(IAuditLog audit, TimeProvider clock, RandomNumberGenerator random)
{
    private readonly AdministrationRecords _records = new(clock, random);

    /// <summary>An agreement is applied, and its first activation link issued.</summary>
    public Task AppliedAsync(IMetastoreWriteSession session, AgreementDocument agreement, string actor) =>
        audit.AppendAsync(session, Of(AuditAction.ApplyAgreement, agreement, actor));

    /// <summary>An agreement whose term had ended makes room for another one of its account, and is terminated.</summary>
    public Task SucceededAsync(IMetastoreWriteSession session, AgreementId ended, Grant successor, string actor) => audit.AppendAsync(
        session, _records.Done(AuditAction.TerminateAgreement, ended.Value, actor) with
        {
            Reason = $"Its term has ended, and {successor.Agreement} follows it.",
            Account = successor.Account,
            Agreement = ended,
        });

    /// <summary>A new activation link is issued for an agreement that was applied before.</summary>
    public Task LinkIssuedAsync(IMetastoreWriteSession session, AgreementDocument agreement, string actor) =>
        audit.AppendAsync(session, Of(AuditAction.IssueActivationLink, agreement, actor));

    /// <summary>A document is refused.</summary>
    /// <param name="json">The document; where its number cannot be read, its digest stands for it.</param>
    /// <param name="number">Its number, if it has a valid one.</param>
    /// <param name="account">Its account, if it names a valid one.</param>
    /// <param name="mistakes">Why.</param>
    /// <param name="actor">Who wanted to apply it.</param>
    /// <param name="cancellation">Cancels; then it may be recorded or not.</param>
    public async Task RefusedAsync(
        ReadOnlyMemory<byte> json, AgreementId? number, AccountId? account, IEnumerable<string> mistakes, string actor, CancellationToken cancellation)
    {
        var entry = _records.Refused(AuditAction.ApplyAgreement, number?.Value ?? $"sha256:{Digests.Of(json.Span)}", actor, mistakes);
        await audit.AppendAsync(entry with { Account = account, Agreement = number }, cancellation);
    }

    private AuditEntry Of(string action, AgreementDocument agreement, string actor) => _records.Done(action, agreement.Number.Value, actor) with
    {
        Account = agreement.Account,
        Agreement = agreement.Number,
        Email = agreement.ClientEmail,
    };
}
