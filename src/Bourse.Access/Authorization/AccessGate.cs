using Bourse.Access.Auditing;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Metastore;

namespace Bourse.Access.Authorization;

/// <summary>
/// Decides, and makes the decision durable before it is known: no data without evidence (decision 13). An allowed decision is recorded
/// once per session,
/// action, resource and policy version; a denied one each time, those of a flood as one count a minute; a refusal before authentication is counted.
/// </summary>
public sealed class AccessGate(Authorizer authorizer, IAuditLog audit, IMetastore metastore, AccessAlerts alerts, TimeProvider clock)
{
    private const int RememberedMax = 65_536;
    private const int AttemptsMax = 4;

    private readonly RecordedDecisions<RecordedKey> _recorded = new(RememberedMax);
    private readonly DenialBudget _budget = new(clock);

    /// <summary>
    /// Decides, and records the decision. When recording took so long that the policy moved on, decides again: an answer never rests on a
    /// policy that
    /// this node does not know to be current.
    /// </summary>
    /// <exception cref="MetastoreException">The record could not be made durable: answer 503 and serve nothing.</exception>
    /// <exception cref="ArgumentException">The action is not one on that kind of resource.</exception>
    public ValueTask<Decision> DecideAsync(
        Caller caller, AccessAction action, Resource resource, RequestContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(context);
        var decision = authorizer.Decide(caller, action, resource);
        if (decision is Decision.Unavailable)
            return new(decision);
        var attempt = new Attempt(caller, action, resource, context);
        var recording = RecordAsync(attempt, decision);
        return recording.IsCompletedSuccessfully ? new(decision) : new(AwaitRecordAsync(attempt, decision, recording, cancellationToken));
    }

    /// <summary>
    /// Records a denial that was found after deciding: a look-up that matched nothing, which must look like one without a grant.
    /// </summary>
    /// <exception cref="MetastoreException">The record could not be made durable.</exception>
    public async ValueTask RefuseAsync(
        Caller caller, AccessAction action, Resource resource, DenyReason reason, RequestContext context,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(context);
        var version = authorizer.Decide(caller, action, resource).PolicyVersion;
        var denial = new Decision.Denied(reason) { PolicyVersion = version };
        await RecordDenialAsync(new Attempt(caller, action, resource, context), denial).WaitAsync(cancellationToken);
    }

    private async Task<Decision> AwaitRecordAsync(Attempt attempt, Decision decision, Task recording, CancellationToken cancellationToken)
    {
        for (var attempts = 1; ; attempts++)
        {
            await recording.WaitAsync(cancellationToken);
            if (decision is Decision.Denied)
                return decision;
            var now = authorizer.Decide(attempt.Caller, attempt.Action, attempt.Resource);
            if (now is Decision.Unavailable || (now is Decision.Allowed && now.PolicyVersion == decision.PolicyVersion))
                return now;
            if (attempts == AttemptsMax)
                return new Decision.Unavailable { PolicyVersion = now.PolicyVersion };
            decision = now;
            recording = RecordAsync(attempt, decision);
        }
    }

    private Task RecordAsync(Attempt attempt, Decision decision) => decision switch
    {
        // Not cancelled with its request: other requests of the session may be waiting for the same record.
        Decision.Allowed => _recorded.RecordOnce(
            new RecordedKey(attempt.Caller.SessionId, attempt.Action, attempt.Resource, decision.PolicyVersion),
            (Gate: this, Attempt: attempt, Decision: decision),
            static state => state.Gate.AppendAsync(state.Attempt, state.Decision)),
        _ => RecordDenialAsync(attempt, (Decision.Denied)decision),
    };

    private Task RecordDenialAsync(Attempt attempt, Decision.Denied denial)
    {
        if (_budget.TryTake(attempt.Caller.Principal.Account, denial))
            return denial.Reason == DenyReason.Suspended ? RecordWithAlertAsync(attempt, denial) : AppendAsync(attempt, denial);
        audit.TallyDenial(attempt.Caller.Principal.Account, AccessActions.ToText(attempt.Action), DenyReasons.ToText(denial.Reason), attempt.Context.Protocol);
        return Task.CompletedTask;
    }

    private Task AppendAsync(Attempt attempt, Decision decision) => audit.AppendAsync(Entry(attempt, decision)).AsTask();

    private Task RecordWithAlertAsync(Attempt attempt, Decision.Denied denial) => metastore.WriteAsync(async session =>
    {
        await audit.AppendAsync(session, Entry(attempt, denial));
        if (denial.Agreement is { } agreement)
            await alerts.RaiseSuspendedAsync(session, agreement, attempt.Caller.Principal.Account, Target(attempt.Resource));
    });

    private AuditEntry Entry(Attempt attempt, Decision decision) => new()
    {
        Time = clock.GetUtcNow(),
        Kind = AuditKind.Decision,
        Action = AccessActions.ToText(attempt.Action),
        Resource = ResourceText.Of(attempt.Resource),
        Decision = decision is Decision.Allowed ? AuditDecision.Allow : AuditDecision.Deny,
        Reason = decision is Decision.Denied denied ? DenyReasons.ToText(denied.Reason) : null,
        Account = attempt.Caller.Principal.Account,
        Principal = attempt.Caller.Principal.Name,
        Session = attempt.Caller.SessionId,
        PolicyVersion = decision.PolicyVersion,
        Agreement = decision switch
        {
            Decision.Allowed { Entitlements: [var only] } => only.Agreement,
            Decision.Denied denial => denial.Agreement,
            _ => null,
        },
        Protocol = attempt.Context.Protocol,
        RequestId = attempt.Context.RequestId,
        Address = attempt.Caller.RemoteAddress,
    };

    private static ProductName? Target(Resource resource) => resource switch
    {
        Resource.Product product => product.ProductName,
        Resource.Table table => table.ProductName,
        Resource.StoredObject stored => stored.ProductName,
        Resource.Rows rows => rows.ProductName,
        _ => null,
    };

    private sealed record Attempt(Caller Caller, AccessAction Action, Resource Resource, RequestContext Context);

    private readonly record struct RecordedKey(string SessionId, AccessAction Action, Resource Resource, long PolicyVersion);
}
