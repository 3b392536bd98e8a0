using System.Security.Cryptography;
using System.Text;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Keys;
using Bourse.Metastore;

namespace Bourse.Access.Credentials;

/// <summary>
/// One-time links by which a new client sets up its own credentials, so that none is ever mailed. Only the SHA-256 of a link's token is
/// kept. A link is used
/// up in the transaction that carries out the choice, so exactly one of two simultaneous uses succeeds. Looking at a link never uses it
/// up: mail scanners do
/// that. A failed use is counted; that of a link which was used before raises an alert, because then two people have it.
/// </summary>
public sealed class ActivationLinks(
    IMetastore metastore, ClientCredentialStore clients, SharingTokenStore sharing, IAuditLog audit, AccessAlerts alerts, TimeProvider time,
    RandomNumberGenerator random)
{
    private const int TokenBytes = 32;
    private const int TokenLength = 43;

    /// <summary>Makes a link for the account's principal <see cref="Principal.ClientName"/>, which must exist. It ends the links
    /// of its purpose made before, so that of several messages only the newest sets up a client, and forgets those of all accounts that were over for
    /// <see cref="Lifetimes.SpentActivationLink"/>.</summary>
    public async Task<ActivationLink> CreateAsync(
        IMetastoreWriteSession session, AccountId account, ActivationPurpose purpose = ActivationPurpose.Credentials)
    {
        var principal = new Principal(account, Principal.ClientName);
        var replaced = await RevokeAsync(session, principal, ForSharing(purpose));
        var known = await clients.FindAsync(session, principal);
        var bytes = new byte[TokenBytes];
        random.GetBytes(bytes);
        var token = new SecretText(StrictBase64Url.Encode(bytes));
        var now = time.GetUtcNow();
        await session.ExecuteAsync(
            "DELETE FROM activation_links WHERE expires_at <= @before", new { before = MetastoreTime.ToMicroseconds(now - Lifetimes.SpentActivationLink) });
        await session.ExecuteAsync(
            """
            INSERT INTO activation_links (token_hash, account_id, principal, created_at, expires_at, purpose)
            VALUES (@hash, @account, @principal, @now, @expires, @purpose)
            """,
            new
            {
                hash = SHA256.HashData(token.Utf8), account = account.Value, principal = Principal.ClientName,
                now = MetastoreTime.ToMicroseconds(now), expires = MetastoreTime.ToMicroseconds(now + Lifetimes.ActivationLink),
                purpose = ToText(purpose),
            });
        return new ActivationLink(
            token, now + Lifetimes.ActivationLink, Replaces: replaced > 0, HasCredentials: known is { Keys.Count: > 0 } or { SecretHashes.Count: > 0 });
    }

    /// <summary>Ends the links of a principal that were not used.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="principal">Whose.</param>
    /// <param name="forSharing">Only those for sharing profiles, or only others; null for all.</param>
    /// <returns>How many were neither used nor over.</returns>
    public async Task<int> RevokeAsync(IMetastoreWriteSession session, Principal principal, bool? forSharing = null) => await session.ExecuteAsync(
        """
        DELETE FROM activation_links WHERE account_id = @account AND principal = @name AND consumed_at IS NULL AND expires_at > @now
            AND (@forSharing IS NULL OR CASE WHEN purpose <> @credentials THEN 1 ELSE 0 END = @forSharing)
        """,
        new
        {
            account = principal.Account.Value, name = principal.Name, now = MetastoreTime.ToMicroseconds(time.GetUtcNow()),
            forSharing = forSharing is { } only ? (only ? 1 : 0) : (int?)null, credentials = ToText(ActivationPurpose.Credentials),
        });

    /// <summary>Carries out the choice, records it and uses the link up, in one transaction.</summary>
    /// <param name="token">The last part of the link's address; hostile.</param>
    /// <param name="choice">What the holder wants.</param>
    /// <param name="context">The request, for the audit log.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<ActivationOutcome> ConsumeAsync(
        string token, ActivationChoice choice, RequestContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        // Read first: a guess costs no write.
        if (token.Length != TokenLength || await metastore.ReadAsync(session => FindAsync(session, hash), cancellation) is not { } link)
        {
            audit.TallyRefusal("unknown-link", context.Protocol);
            return new ActivationOutcome.LinkNotValid();
        }
        var outcome = await metastore.WriteAsync(session => ConsumeAsync(session, hash, choice, context), cancellation);
        if (outcome is Attempt.Failed failed)
            audit.TallyDenial(AccountId.Parse(link.AccountId), AuditAction.ActivateAccount, failed.Reason, context.Protocol);
        return outcome.Answer;
    }

    private async Task<Attempt> ConsumeAsync(IMetastoreWriteSession session, byte[] hash, ActivationChoice choice, RequestContext context)
    {
        var now = MetastoreTime.ToMicroseconds(time.GetUtcNow());
        if (await FindAsync(session, hash) is not { } link)
            return new Attempt.Failed("unknown-link", new ActivationOutcome.LinkNotValid());
        var principal = new Principal(AccountId.Parse(link.AccountId), link.Principal);
        if (link.ConsumedAt is not null)
        {
            await alerts.RaiseLinkUsedAgainAsync(session, principal.Account);
            return new Attempt.Failed("used-link", new ActivationOutcome.LinkNotValid());
        }
        if (link.ExpiresAt <= now)
            return new Attempt.Failed("expired-link", new ActivationOutcome.LinkNotValid());
        var purpose = Enum.GetValues<ActivationPurpose>().Single(one => ToText(one) == link.Purpose);
        if (ForSharing(purpose) != (choice is ActivationChoice.SharingProfile))
            return new Attempt.Failed("link-of-another-purpose", new ActivationOutcome.LinkNotValid());
        var outcome = await CarryOutAsync(session, principal, choice, purpose);
        if (outcome is ActivationOutcome.ChoiceRefused)
            return new Attempt.Failed("refused-choice", outcome);
        await session.ExecuteAsync("UPDATE activation_links SET consumed_at = @now WHERE token_hash = @hash", new { hash, now });
        await audit.AppendAsync(session, Record(principal, choice, context));
        return new Attempt.Succeeded(outcome);
    }

    private static Task<LinkRow?> FindAsync(IMetastoreSession session, byte[] hash) => session.QuerySingleOrDefaultAsync<LinkRow>(
        "SELECT account_id, principal, expires_at, consumed_at, purpose FROM activation_links WHERE token_hash = @hash", new { hash });

    private AuditEntry Record(Principal principal, ActivationChoice choice, RequestContext context) => new()
    {
        Time = time.GetUtcNow(),
        Kind = AuditKind.Administration,
        Action = AuditAction.ActivateAccount,
        Resource = principal.ToString(),
        Decision = AuditDecision.Allow,
        Reason = choice switch
        {
            ActivationChoice.PublicKey => "public key registered",
            ActivationChoice.SharingProfile => "sharing token issued: a standing credential that reads by Delta Sharing alone",
            _ => "client secret issued",
        },
        Account = principal.Account,
        Principal = principal.Name,
        Protocol = context.Protocol,
        RequestId = context.RequestId,
        Address = context.RemoteAddress,
    };

    private async Task<ActivationOutcome> CarryOutAsync(
        IMetastoreWriteSession session, Principal principal, ActivationChoice choice, ActivationPurpose purpose) => choice switch
    {
        ActivationChoice.SharingProfile => await sharing.CreateAsync(session, principal, replaces: purpose == ActivationPurpose.SharingRotation) is { } made
            ? new ActivationOutcome.SharingTokenIssued(made)
            : new ActivationOutcome.ChoiceRefused(
                $"The account {principal.Account} has {SharingTokenStore.TokensMax} profiles in force; let one end, or have one revoked, before a new one is made."),
        ActivationChoice.PublicKey key => await clients.RegisterPublicKeyAsync(session, principal, key.JwkOrPem) switch
        {
            RegisterKeyOutcome.Registered registered => new ActivationOutcome.KeyRegistered(
                registered.ClientId, registered.KeyId, registered.Algorithm),
            RegisterKeyOutcome.Refused refused => new ActivationOutcome.ChoiceRefused(refused.Message),
            var other => throw new InvalidOperationException($"Unknown outcome {other.GetType().Name}."),
        },
        ActivationChoice.ClientSecret => await clients.IssueSecretAsync(session, principal) switch
        {
            IssueSecretOutcome.Issued issued => new ActivationOutcome.SecretIssued(issued.ClientId, issued.Secret, issued.ExpiresAt),
            IssueSecretOutcome.TooMany tooMany => new ActivationOutcome.ChoiceRefused(tooMany.Message),
            var other => throw new InvalidOperationException($"Unknown outcome {other.GetType().Name}."),
        },
        _ => throw new ArgumentException($"Unknown choice {choice.GetType().Name}.", nameof(choice)),
    };

    private static bool ForSharing(ActivationPurpose purpose) => purpose != ActivationPurpose.Credentials;

    private static string ToText(ActivationPurpose purpose) => purpose switch
    {
        ActivationPurpose.Credentials => "credentials",
        ActivationPurpose.SharingProfile => "sharing-profile",
        ActivationPurpose.SharingRotation => "sharing-rotation",
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    };

    private sealed record LinkRow
    {
        public required string AccountId { get; init; }

        public required string Principal { get; init; }

        public required long ExpiresAt { get; init; }

        public required long? ConsumedAt { get; init; }

        public required string Purpose { get; init; }
    }

    private abstract record Attempt(ActivationOutcome Answer)
    {
        public sealed record Succeeded(ActivationOutcome Answer) : Attempt(Answer);

        public sealed record Failed(string Reason, ActivationOutcome Answer) : Attempt(Answer);
    }
}
