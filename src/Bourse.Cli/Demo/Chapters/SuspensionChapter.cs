using System.Globalization;
using System.Net;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Cli.Demo.Processes;
using Bourse.Events.Webhooks;

namespace Bourse.Cli.Demo.Chapters;

/// <summary>
/// One agreement is suspended: every protocol refuses that client within a second, the other notices nothing, an attempt raises an alert.
/// </summary>
internal static class SuspensionChapter
{
    private const string Reason = "The invoice of October is overdue; suspended by the contract desk.";
    private static readonly TimeSpan EffectiveWithin = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        var (client, other) = (world.Followed, world.Other);
        world.Steps.Chapter($"The agreement of {client.Name} is suspended");
        using var inbox = new AlertInbox(DemoPorts.Free());
        var alerts = await world.Node.Access.WebhookRegistry.RegisterAsync(world.Node.Options.Provider.Value, inbox.Address,
            "bourse.alert.*", cancellationToken: cancellation);
        if (alerts is not WebhookRegistration.Registered)
            throw new DemoStepFailedException("the provider's own webhook was refused.");
        var alert = inbox.NextAsync(cancellation);
        await MeasureAsync(world, client, other, cancellation);

        await world.Steps.RunAsync($"{client.Engine.Engine} of {client.Name} is refused, that of {other.Name} is not", async () =>
        {
            var query = (DemoClient each) => $"SELECT count(*) FROM {each.Engine.Table(DemoWorld.Product, DemoWorld.NavTable)}";
            try
            {
                await client.Engine.QueryAsync(query(client), cancellation);
            }
            catch (DemoClientException refused)
            {
                DemoStepFailedException.Unless(!refused.Message.Contains("invoice", StringComparison.OrdinalIgnoreCase),
                    "the answer tells the reason.");
                var rows = await other.Engine.QueryAsync(query(other), cancellation);
                return string.Create(CultureInfo.InvariantCulture, $"{other.Name} still reads {rows.Values[0][0]} rows");
            }
            throw new DemoStepFailedException($"{client.Name} still got an answer.");
        });
        await world.Steps.RunAsync("the attempt raises an alert, and the reason is in the audit record", async () =>
        {
            var type = await alert.WaitAsync(TimeSpan.FromSeconds(10), cancellation);
            DemoStepFailedException.Unless(type == AccessAlerts.AccessWhileSuspended, $"the alert is of type {type}.");
            var records = await world.Node.Exchange.AuditQuery.ListAsync(
                new AuditFilter { Account = client.Agreement.Account, PageSize = AuditFilter.PageSizeMax }, cancellation);
            DemoStepFailedException.Unless(
                records.Rows.Any(row => row.Record.Entry is { Action: AuditAction.SuspendAgreement, Reason: Reason }),
                    "no audit record holds the reason.");
            return type;
        });
    }

    private static async Task MeasureAsync(DemoWorld world, DemoClient client, DemoClient other, CancellationToken cancellation)
    {
        var probes = await ProtocolProbes.PrepareAsync(client, cancellation);
        var witness = await ProtocolProbes.PrepareAsync(other, cancellation);
        await world.Steps.RunAsync("suspend it: tokens, S3, Iceberg REST, session keys from STS, REST", async () =>
        {
            foreach (var (name, probe) in probes.Concat(witness))
                DemoStepFailedException.Unless(await probe(cancellation) == HttpStatusCode.OK,
                    $"{name} did not answer before the suspension.");
            using var refused = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var watching = Task.WhenAll(witness.Select(probe => CountRefusalsAsync(probe.Value, refused.Token)));
            var ordered = world.Clock.GetTimestamp();
            var outcome = world.Node.Exchange.AgreementDesk.SuspendAsync(client.Agreement.Number, Reason, DemoWorld.Actor, cancellation);
            var times = await Task.WhenAll(probes.Select(async probe =>
                (probe.Key, Ms: await RefusedAfterAsync(world, probe.Value, ordered, cancellation))));
            DemoStepFailedException.Unless(await outcome is StateOutcome.Changed, "the agreement was not active.");
            await refused.CancelAsync();
            world.Report.RevocationEffectiveMs = times.Max(time => time.Ms);
            var noticed = (await watching).Sum();
            DemoStepFailedException.Unless(noticed == 0, $"{other.Name} was refused {noticed} times.");
            DemoStepFailedException.Unless(
                world.Report.RevocationEffectiveMs <= EffectiveWithin.TotalMilliseconds,
                    $"it took {world.Report.RevocationEffectiveMs} ms.");
            return string.Join(", ", times.Select(time => string.Create(CultureInfo.InvariantCulture, $"{time.Key} {time.Ms} ms")))
                + $"; {other.Name} noticed nothing";
        });
    }

    // Asks without a pause until the first refusal, and once more: a protocol that has refused must not answer again.
    private static async Task<long> RefusedAfterAsync(
        DemoWorld world, Func<CancellationToken, Task<HttpStatusCode>> probe, long ordered, CancellationToken cancellation)
    {
        while (world.Clock.GetElapsedTime(ordered) < EffectiveWithin * 10)
        {
            if (await probe(cancellation) is var status and not HttpStatusCode.OK)
            {
                var elapsed = (long)world.Clock.GetElapsedTime(ordered).TotalMilliseconds;
                DemoStepFailedException.Unless(IsRefusal(status), $"a protocol failed with {(int)status} instead of refusing.");
                DemoStepFailedException.Unless(IsRefusal(await probe(cancellation)), "a protocol answered again after it had refused.");
                return elapsed;
            }
        }
        throw new DemoStepFailedException($"a protocol still answers after {EffectiveWithin.TotalSeconds * 10:0} s.");
    }

    // The token endpoint says 400 (RFC 6749, section 5.2).
    private static bool IsRefusal(HttpStatusCode status) => status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest;

    private static async Task<int> CountRefusalsAsync(Func<CancellationToken, Task<HttpStatusCode>> probe, CancellationToken ending)
    {
        var refusals = 0;
        while (!ending.IsCancellationRequested)
        {
            try
            {
                refusals += await probe(ending) == HttpStatusCode.OK ? 0 : 1;
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                break;
            }
        }
        return refusals;
    }
}
