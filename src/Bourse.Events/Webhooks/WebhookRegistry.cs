using System.Globalization;
using System.Security.Cryptography;
using Bourse.Metastore;
using Bourse.Storage;

namespace Bourse.Events.Webhooks;

/// <summary>Who wants which events sent where.</summary>
/// <param name="metastore">Keeps the webhooks.</param>
/// <param name="protector">Encrypts their secrets.</param>
/// <param name="policy">Where events may be sent.</param>
/// <param name="types">Every event type there is: a pattern that matches none of them would never be sent anything.</param>
/// <param name="clock">Dates webhooks.</param>
/// <param name="random">Gives ids and secrets.</param>
public sealed class WebhookRegistry(
    IMetastore metastore, ISecretProtector protector, WebhookAddressPolicy policy, IReadOnlyList<string> types, TimeProvider clock, RandomNumberGenerator random)
{
    internal const string SecretPurpose = "bourse.webhook-secret";
    private const int WebhooksPerAudienceMax = 10;
    private const int AddressLengthMax = 2048;
    private const int IdBytes = 10;

    /// <summary>Registers a webhook; it receives events published from then on, and of those just before the ones that were not dispatched yet.</summary>
    /// <param name="audience">The account, 12 digits.</param>
    /// <param name="address">Where to post to; HTTPS, at most 2048 characters.</param>
    /// <param name="typePattern">A type, a prefix such as <c>revision.*</c>, <c>*</c>, or <c>none</c> when only rules send to it.</param>
    /// <param name="alongside">What else is done in its transaction, told the webhook's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<WebhookRegistration> RegisterAsync(
        string audience, Uri address, string typePattern, Func<IMetastoreWriteSession, string, Task>? alongside = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audience);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(typePattern);
        if (FindMistake(audience, address, typePattern) is { } refused)
            return refused;
        var secret = WebhookSecret.Create(random);
        var row = new
        {
            Id = $"wh_{RandomHex.New(random, IdBytes)}",
            Audience = audience,
            Address = address.AbsoluteUri,
            TypePattern = typePattern,
            ProtectedSecret = protector.Protect(SecretPurpose, secret.Key),
            CreatedAt = MetastoreTime.ToMicroseconds(clock.GetUtcNow()),
            CountMax = WebhooksPerAudienceMax,
        };
        var inserted = await metastore.WriteAsync(
            async session =>
            {
                var rows = await session.ExecuteAsync(
                    """
                    INSERT INTO webhooks (id, audience, address, type_pattern, protected_secret, created_at)
                    SELECT @Id, @Audience, @Address, @TypePattern, @ProtectedSecret, @CreatedAt
                     WHERE (SELECT count(*) FROM webhooks WHERE audience = @Audience) < @CountMax
                    """,
                    row);
                if (rows == 1)
                {
                    // Its own subscription, as a target of no rule.
                    await session.ExecuteAsync(
                        "INSERT INTO event_targets (id, account, rule, name, webhook_id, settings) VALUES (@Id, @Audience, NULL, @Id, @Id, '{}')", row);
                    if (alongside is not null)
                        await alongside(session, row.Id);
                }
                return rows;
            },
            cancellationToken);
        return inserted == 1
            ? new WebhookRegistration.Registered(row.Id, secret)
            : new WebhookRegistration.Refused(
                nameof(audience), string.Create(CultureInfo.InvariantCulture, $"has {WebhooksPerAudienceMax} webhooks already: remove one first"));
    }

    /// <summary>The webhooks of an account, oldest first.</summary>
    public Task<IReadOnlyList<Webhook>> ListAsync(string audience, CancellationToken cancellationToken = default) =>
        metastore.ReadAsync(
            session => session.QueryAsync<Webhook>(
                "SELECT id, audience, address, type_pattern FROM webhooks WHERE audience = @Audience ORDER BY created_at, id",
                new { Audience = audience }),
            cancellationToken);

    /// <summary>Removes a webhook of an account with all that was still to be sent to it; false when the account has no such webhook.</summary>
    /// <param name="audience">The account, 12 digits.</param>
    /// <param name="id">The webhook.</param>
    /// <param name="alongside">What else is done in its transaction when there is one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<bool> RemoveAsync(
        string audience, string id, Func<IMetastoreWriteSession, Task>? alongside = null, CancellationToken cancellationToken = default) =>
        metastore.WriteAsync(
            async session =>
            {
                if (await session.ExecuteAsync("DELETE FROM webhooks WHERE audience = @Audience AND id = @Id", new { Audience = audience, Id = id }) == 0)
                    return false;
                if (alongside is not null)
                    await alongside(session);
                return true;
            },
            cancellationToken);

    private WebhookRegistration.Refused? FindMistake(string audience, Uri address, string typePattern)
    {
        if (!EventBus.IsAccount(audience))
            return new WebhookRegistration.Refused(nameof(audience), "must be an account of 12 digits");
        if (policy.FindMistake(address) is { } mistake)
            return new WebhookRegistration.Refused(nameof(address), mistake);
        if (address.AbsoluteUri.Length > AddressLengthMax)
            return new WebhookRegistration.Refused(
                nameof(address), string.Create(CultureInfo.InvariantCulture, $"must have at most {AddressLengthMax} characters"));
        if (!EventTypePattern.IsValid(typePattern))
            return new WebhookRegistration.Refused(nameof(typePattern), "must be an event type, a prefix such as revision.*, * for all, or none");
        return typePattern == EventTypePattern.None || types.Any(type => EventTypePattern.Matches(typePattern, type))
            ? null
            : new WebhookRegistration.Refused(nameof(typePattern), $"matches no event there is; there are {string.Join(", ", types)}");
    }
}
