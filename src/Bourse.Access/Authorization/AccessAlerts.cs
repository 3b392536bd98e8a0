using System.Text.Json;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Events;
using Bourse.Metastore;

namespace Bourse.Access.Authorization;

/// <summary>Tells the provider of attempts that somebody should look at, at most once a minute and agreement over all nodes.</summary>
public sealed class AccessAlerts(EventBus events, AccountId provider, TimeProvider clock)
{
    /// <summary>The type of the event raised by an attempt under a suspended agreement.</summary>
    public const string AccessWhileSuspended = "bourse.alert.access-while-suspended";

    /// <summary>The shortest time between two alerts about one agreement.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Raises the alert in the caller's transaction, unless one was raised within the last minute.</summary>
    public async Task RaiseSuspendedAsync(IMetastoreWriteSession session, AgreementId agreement, AccountId account, ProductName? product)
    {
        ArgumentNullException.ThrowIfNull(session);
        var now = clock.GetUtcNow();
        var due = await session.ExecuteAsync(
            """
            INSERT INTO alerts (agreement, raised_at) VALUES (@Agreement, @Now)
            ON CONFLICT (agreement) DO UPDATE SET raised_at = excluded.raised_at WHERE alerts.raised_at <= @Before
            """,
            new { Agreement = agreement.Value, Now = MetastoreTime.ToMicroseconds(now), Before = MetastoreTime.ToMicroseconds(now - Period) });
        if (due == 0)
            return;
        await events.PublishAsync(session, new BourseEvent
        {
            Type = AccessWhileSuspended,
            Subject = agreement.Value,
            Audience = provider.Value,
            Data = JsonSerializer.SerializeToElement(new { agreementId = agreement.Value, accountId = account.Value, productId = product?.Value }),
        });
    }
}
