using System.Text.Json;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Events;
using Bourse.Metastore;

namespace Bourse.Access.Authorization;

/// <summary>Tells the provider of attempts that somebody should look at, at most once a minute and agreement or account over all nodes.</summary>
public sealed class AccessAlerts(EventBus events, AccountId provider, TimeProvider clock)
{
    /// <summary>The type of the event raised by an attempt under a suspended agreement.</summary>
    public const string AccessWhileSuspended = "bourse.alert.access-while-suspended";

    /// <summary>The type of the event raised by the use of an activation link that was used before: two people have it.</summary>
    public const string ActivationLinkUsedAgain = "bourse.alert.activation-link-used-again";

    /// <summary>The shortest time between two alerts of one agreement, or of one account.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Tells of an attempt under a suspended agreement, in the caller's transaction, unless one was told of within the last minute.</summary>
    public Task RaiseSuspendedAsync(IMetastoreWriteSession session, AgreementId agreement, AccountId account, ProductName? product) => RaiseAsync(
        session, AccessWhileSuspended, agreement.Value, new { agreementId = agreement.Value, accountId = account.Value, productId = product?.Value });

    /// <summary>Tells of an activation link that was used again, in the caller's transaction, unless one of the account was told of within the last minute.</summary>
    public Task RaiseLinkUsedAgainAsync(IMetastoreWriteSession session, AccountId account) =>
        RaiseAsync(session, ActivationLinkUsedAgain, account.Value, new { accountId = account.Value });

    private async Task RaiseAsync(IMetastoreWriteSession session, string type, string subject, object data)
    {
        ArgumentNullException.ThrowIfNull(session);
        var now = clock.GetUtcNow();
        var due = await session.ExecuteAsync(
            """
            INSERT INTO alerts (type, subject, raised_at) VALUES (@type, @subject, @Now)
            ON CONFLICT (type, subject) DO UPDATE SET raised_at = excluded.raised_at WHERE alerts.raised_at <= @Before
            """,
            new { type, subject, Now = MetastoreTime.ToMicroseconds(now), Before = MetastoreTime.ToMicroseconds(now - Period) });
        if (due > 0)
            await events.PublishAsync(
                session, new BourseEvent { Type = type, Subject = subject, Audience = provider.Value, Data = JsonSerializer.SerializeToElement(data) });
    }
}
