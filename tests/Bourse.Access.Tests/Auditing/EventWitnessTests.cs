using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bourse.Access.Auditing;
using Bourse.Access.Auditing.Verifying;
using Bourse.Access.Tests.Authorization;
using Bourse.Events;
using Bourse.Metastore.Outboxes;

namespace Bourse.Access.Tests.Auditing;

/// <summary>Whoever keeps events holds checkpoints of the audit log, without having asked for any.</summary>
public sealed class EventWitnessTests
{
    [Fact]
    public async Task The_checkpoint_that_an_event_carries_proves_the_log_and_betrays_a_changed_one()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.Metastore.MigrateAsync([EventsTables.Migrations]);
        Assert.False((await PublishAsync(log)).TryGetProperty("auditcheckpoint", out _));

        await log.AppendAsync(5);
        await log.Sequencer.IntegrateAsync();
        var kept = (await PublishAsync(log)).GetProperty("auditcheckpoint").GetBytesFromBase64();
        await log.AppendAsync(3);
        await log.Sequencer.IntegrateAsync();

        var verified = Assert.IsType<AuditVerdict.Verified>(await log.VerifyAsync(Encoding.UTF8.GetString(kept)));
        Assert.Equal((8, 5), (verified.Log.Size, verified.Kept.Size));
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("UPDATE audit_log SET body = replace(body, 'allow', 'deny') WHERE position = 2"));
        Assert.IsType<AuditVerdict.Refuted>(await log.VerifyAsync(Encoding.UTF8.GetString(kept)));
    }

    private static Task<JsonElement> PublishAsync(LogFixture log) => log.Metastore.WriteAsync(async session =>
    {
        using var random = RandomNumberGenerator.Create();
        var bus = new EventBus(new Outbox(log.Time), log.Time, random, new EventBusIdentity("111111111111", "eu-central-1"), AuditCheckpoints.LatestAsync);
        await bus.PublishAsync(session, new BourseEvent
        {
            Type = "revision.published", Subject = "portfolio-analytics", Audience = Policies.Hedge.Value, Data = JsonSerializer.SerializeToElement(new { revision = 1 }),
        });
        var message = Assert.Single(await Outbox.TakeAsync(session, "events", 1));
        return JsonDocument.Parse(JsonDocument.Parse(message.Body).RootElement.GetProperty("Body").GetString()!).RootElement;
    });
}
