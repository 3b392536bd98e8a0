using System.Text;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Contracts;
using Bourse.Contracts.Agreements;
using Bourse.Exchange.Agreements.Welcome;
using Bourse.Exchange.Publishing;
using Bourse.Projection;
using Bourse.Storage;

namespace Bourse.Exchange.Agreements;

/// <summary>
/// Turns a signed agreement into a working client, with no person in between: (1) read and check the document, (2) make one grant a product,
/// (3) prepare its projections, (4) in one transaction create the account, the grants, the projections and the one-time activation link, (5) keep and
/// send the welcome message. A crash before (4) leaves unreferenced files; after one between (4) and (5), applying the same document again does (5).
/// </summary>
public sealed class Onboarding
{
    private const int AttemptsMax = 5;
    private readonly OnboardingServices _services;
    private readonly WelcomeWriter _welcome;
    private readonly AgreementPlanner _planner;
    private readonly AgreementAudit _audit;
    private readonly AgreementCommit _commit;

    /// <summary>Makes it.</summary>
    /// <param name="services">What it works with.</param>
    /// <param name="welcome">Writes the welcome messages.</param>
    public Onboarding(OnboardingServices services, WelcomeWriter welcome)
    {
        ArgumentNullException.ThrowIfNull(services);
        (_services, _welcome) = (services, welcome);
        _planner = new AgreementPlanner(services.Products, services.Pinner, services.Provider);
        _audit = new AgreementAudit(services.Audit, services.Clock, services.Random);
        _commit = new AgreementCommit(services, _audit);
    }

    /// <summary>Applies an agreement as the contract system sends it.</summary>
    /// <param name="json">The document, UTF-8.</param>
    /// <param name="actor">Who applies it, for the audit log.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    /// <exception cref="PublishConflictException">Revisions kept being published meanwhile; nothing was applied.</exception>
    /// <exception cref="StorageException">A disk is full or fails. The message says so when the agreement was applied and only its message is missing.</exception>
    public async Task<ApplyOutcome> ApplyAsync(ReadOnlyMemory<byte> json, string actor, CancellationToken cancellation)
    {
        var parse = AgreementReader.Read(json, _services.Clock);
        if (parse is AgreementParse.Invalid invalid)
        {
            return await RefuseAsync(json, invalid.Number, invalid.Account, invalid.Mistakes, actor, cancellation);
        }

        var agreement = ((AgreementParse.Valid)parse).Document;
        var outcome = await ApplyAsync(agreement, Encoding.UTF8.GetString(json.Span), actor, cancellation);
        return outcome is ApplyOutcome.Rejected rejected
            ? await RefuseAsync(json, agreement.Number, agreement.Account, rejected.Mistakes, actor, cancellation)
            : outcome;
    }

    /// <summary>Issues a new activation link for an applied agreement and writes the welcome message again.</summary>
    /// <param name="number">The agreement.</param>
    /// <param name="actor">Who issues it, for the audit log.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task<WelcomeOutcome> WelcomeAgainAsync(AgreementId number, string actor, CancellationToken cancellation)
    {
        var (record, grants) = await _services.Metastore.ReadAsync(
            async session => (await _services.Agreements.FindAsync(session, number), await _services.Grants.ListAsync(session, number)), cancellation);
        if (record is null)
        {
            return new WelcomeOutcome.Unknown();
        }

        if (grants.All(grant => grant.State == AgreementState.Terminated || grant.EndsAt <= _services.Clock.GetUtcNow()))
        {
            return new WelcomeOutcome.Ended();
        }

        var parse = AgreementReader.Read(Encoding.UTF8.GetBytes(record.Document), _services.Clock);
        if (parse is AgreementParse.Invalid invalid)
        {
            return new WelcomeOutcome.Rejected(invalid.Mistakes);
        }

        var agreement = ((AgreementParse.Valid)parse).Document;
        var contracts = await _planner.GrantedAsync(agreement, grants, cancellation);
        if (contracts.Count == 0)
        {
            return new WelcomeOutcome.Rejected(
                [$"{AgreementFields.Products}: nothing that {number} grants is published any more; list its tables in the contract again, or terminate it."]);
        }

        var link = await _services.Metastore.WriteAsync(async session =>
        {
            await _audit.LinkIssuedAsync(session, agreement, actor);
            return await _services.Links.CreateAsync(session, agreement.Account);
        }, cancellation);
        return new WelcomeOutcome.Written(await WelcomeAsync(agreement, contracts, link, cancellation));
    }

    private async Task<ApplyOutcome.Rejected> RefuseAsync(
        ReadOnlyMemory<byte> json, AgreementId? number, AccountId? account, IReadOnlyList<string> mistakes, string actor, CancellationToken cancellation)
    {
        await _audit.RefusedAsync(json, number, account, mistakes, actor, cancellation);
        return new ApplyOutcome.Rejected(mistakes);
    }

    private async Task<ApplyOutcome> ApplyAsync(AgreementDocument agreement, string text, string actor, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (await _services.Metastore.ReadAsync(session => _services.Agreements.FindAsync(session, agreement.Number), cancellation) is { } known)
            {
                return await AgainAsync(known, text, actor, cancellation);
            }

            var plan = await _planner.PlanAsync(agreement, cancellation);
            if (plan.Mistakes.Count > 0)
            {
                return new ApplyOutcome.Rejected(plan.Mistakes);
            }

            try
            {
                var link = await _commit.RunAsync(plan, text, actor, cancellation);
                var delivery = await WelcomeAsync(agreement, plan.Contracts, link, cancellation);
                return new ApplyOutcome.Applied([.. plan.Grants.Select(planned => planned.Grant)], delivery, link.Replaces);
            }
            catch (AgreementCommit.RefusedException refused)
            {
                return new ApplyOutcome.Rejected([refused.Message]);
            }
            catch (Exception overtaken) when (overtaken is AgreementCommit.OvertakenException or ProjectionMovedException)
            {
                // A revision was published, or the agreement applied, in between: look again.
                if (attempt + 1 == AttemptsMax)
                {
                    throw new PublishConflictException(plan.Grants[0].Grant.Product);
                }
            }
        }
    }

    private async Task<ApplyOutcome> AgainAsync(AgreementRecord known, string text, string actor, CancellationToken cancellation)
    {
        if (known.Document != text)
        {
            return new ApplyOutcome.Rejected(
                [$"{AgreementFields.Number}: {known.Number} was applied with other content; an agreement does not change, give the new one its own number."]);
        }

        return _welcome.Wrote(known.Number)
            ? new ApplyOutcome.AlreadyApplied(known.Number, Welcome: null)
            : await WelcomeAgainAsync(known.Number, actor, cancellation) switch
            {
                WelcomeOutcome.Written written => new ApplyOutcome.AlreadyApplied(known.Number, written.Delivery),
                WelcomeOutcome.Rejected rejected => new ApplyOutcome.Rejected(rejected.Mistakes),
                _ => new ApplyOutcome.AlreadyApplied(known.Number, Welcome: null),
            };
    }

    private async Task<WelcomeDelivery> WelcomeAsync(
        AgreementDocument agreement, IReadOnlyList<DataContract> contracts, ActivationLink link, CancellationToken cancellation)
    {
        try
        {
            return await _welcome.WriteAsync(agreement, contracts, link, cancellation);
        }
        catch (StorageException failure)
        {
            throw new StorageException(
                $"{agreement.Number} is applied, but its welcome message is not written. {failure.Message} "
                + $"Then run 'bourse agreements welcome {agreement.Number}'.",
                failure.IsTransient, failure);
        }
    }
}
