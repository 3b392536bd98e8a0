using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Events.Deliveries;
using Bourse.Metastore;

namespace Bourse.Exchange.Agreements;

/// <summary>
/// Pauses, suspends, resumes and terminates agreements. The change, its policy version and its audit record are one transaction; every node acts on it within its
/// policy lease.
/// Events that were held while the client had no right to them are released in the same transaction. The reason is recorded and shown to nobody who asks for data.
/// </summary>
public sealed class AgreementDesk(IMetastore metastore, GrantStore grants, IAuditLog audit, TimeProvider clock, RandomNumberGenerator random)
{
    private readonly AdministrationRecords _records = new(clock, random);

    /// <summary>Pauses an agreement because its client asks for it: every protocol refuses its client, and no attempt raises an alert.</summary>
    public Task<StateOutcome> PauseAsync(AgreementId number, string reason, string actor, CancellationToken cancellation) =>
        ChangeAsync(number, AgreementState.Paused, AuditAction.PauseAgreement, reason, actor, cancellation);

    /// <summary>Terminates an agreement for good: its client is refused, and its products are free for another agreement.</summary>
    public Task<StateOutcome> TerminateAsync(AgreementId number, string reason, string actor, CancellationToken cancellation) =>
        ChangeAsync(number, AgreementState.Terminated, AuditAction.TerminateAgreement, reason, actor, cancellation);

    /// <summary>Suspends an agreement: every protocol refuses its client from now on.</summary>
    public Task<StateOutcome> SuspendAsync(AgreementId number, string reason, string actor, CancellationToken cancellation) =>
        ChangeAsync(number, AgreementState.Suspended, AuditAction.SuspendAgreement, reason, actor, cancellation);

    /// <summary>Resumes a suspended or paused agreement.</summary>
    public Task<StateOutcome> ResumeAsync(AgreementId number, string reason, string actor, CancellationToken cancellation) =>
        ChangeAsync(number, AgreementState.Active, AuditAction.ResumeAgreement, reason, actor, cancellation);

    private Task<StateOutcome> ChangeAsync(
        AgreementId number, AgreementState state, string action, string reason, string actor, CancellationToken cancellation)
    {
        AuditReason.Require(reason);
        return metastore.WriteAsync(async session =>
        {
            var outcome = await grants.SetStateAsync(session, number, state);
            if (outcome is StateOutcome.Changed changed)
            {
                var account = (await grants.ListAsync(session, number))[0].Account;
                var entry = _records.Done(action, number.Value, actor) with { Reason = reason, Account = account, Agreement = number };
                await audit.AppendAsync(session, entry);
                if (state == AgreementState.Active)
                    return changed with { HeldEvents = await EventDeliveries.ReleaseAsync(session, account.Value, clock.GetUtcNow()) };
            }

            return outcome;
        }, cancellation);
    }
}
