using System.Diagnostics;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Contracts.Agreements;
using Bourse.Exchange.Publishing;
using Bourse.Metastore;
using Bourse.Projection;
using Bourse.Storage;

namespace Bourse.Exchange.Agreements;

/// <summary>
/// The transaction that puts a planned agreement in force: account, grants, projections, audit records and the one-time activation link, all or nothing. It
/// plans and writes no message.
/// </summary>
internal sealed class AgreementCommit(OnboardingServices services, AgreementAudit audit)
{
    /// <summary>Prepares the projections and commits.</summary>
    /// <param name="plan">A plan without mistakes.</param>
    /// <param name="text">The agreement's document as it was sent.</param>
    /// <param name="actor">Who applies it.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    /// <exception cref="OvertakenException">A revision was published or the agreement applied since it was planned.</exception>
    /// <exception cref="ProjectionMovedException">A projection moved since it was prepared.</exception>
    /// <exception cref="RefusedException">The grants or the account that exist stand against it, or its rules do not fit a table.</exception>
    public async Task<ActivationLink> RunAsync(AgreementPlan plan, string text, string actor, CancellationToken cancellation)
    {
        var prepared = new List<PreparedProjection>();
        foreach (var (grant, revision) in plan.Grants)
        {
            var tables = await services.Pinner.PinnedByAsync(revision, cancellation);
            prepared.AddRange(await services.Projections.PrepareAsync(grant, revision, tables, cancellation) switch
            {
                PrepareOutcome.Prepared outcome => outcome.Projections,
                PrepareOutcome.Refused refused => throw new RefusedException(string.Join(' ', refused.Mistakes)),
                var other => throw new UnreachableException($"Unknown outcome {other.GetType().Name}."),
            });
        }

        FaultPoint.Reach("onboarding.before-commit");
        return await services.Metastore.WriteAsync(async session =>
        {
            var agreement = plan.Document;
            if (await services.Agreements.FindAsync(session, agreement.Number) is not null)
            {
                throw new OvertakenException();
            }

            foreach (var (grant, revision) in plan.Grants)
            {
                if (!await services.Products.IsLatestAsync(session, revision))
                {
                    throw new OvertakenException();
                }

                await PutAsync(session, grant, actor);
            }

            if (!await services.Accounts.CreateAsync(session, agreement.Account, agreement.ClientName, agreement.ClientEmail))
            {
                await RequireSameClientAsync(session, agreement);
            }

            await services.Agreements.InsertAsync(session, agreement.Number, agreement.Account, agreement.ClientName, text);
            await services.Projections.CommitAsync(session, prepared, cancellation);
            await audit.AppliedAsync(session, agreement, actor);
            return await services.Links.CreateAsync(session, agreement.Account);
        }, cancellation);
    }

    // Its activation link opens the whole account, whatever agreement it comes with: it goes where the account's first one went, and nowhere else.
    private async Task RequireSameClientAsync(IMetastoreSession session, AgreementDocument agreement)
    {
        var known = (await services.Accounts.FindAsync(session, agreement.Account))!;
        if (!known.Contact.Equals(agreement.ClientEmail, StringComparison.OrdinalIgnoreCase))
        {
            throw new RefusedException(
                $"{AgreementFields.ClientEmail}: account {agreement.Account} is {known.Name}'s, reached at {known.Contact}; write that address, or give "
                    + "this client its own account.");
        }
    }

    private async Task PutAsync(IMetastoreWriteSession session, Grant grant, string actor)
    {
        switch (await services.Grants.PutAsync(session, grant))
        {
            case GrantOutcome.Stored { Ended: null }:
                return;
            case GrantOutcome.Stored { Ended: { } ended }:
                await audit.SucceededAsync(session, ended, grant, actor);
                return;
            case GrantOutcome.HeldByAnother { Existing: var existing }:
                throw new RefusedException(
                    $"{AgreementFields.Products}: account {grant.Account} holds {grant.Product} by agreement {existing}, whose term has not ended; "
                    + $"apply this one afterwards, or run 'bourse agreements terminate {existing}' first.");
            default:
                throw new RefusedException($"{AgreementFields.Number}: {grant.Agreement} was used before; an agreement number is used once.");
        }
    }

    /// <summary>Unwinds the transaction: a revision was published or the agreement applied since they were read.</summary>
    internal sealed class OvertakenException : Exception;

    /// <summary>Unwinds the transaction: what exists stands against it.</summary>
    internal sealed class RefusedException(string message) : Exception(message);
}
