using Bourse.Access.Auditing;
using Bourse.Access.Credentials;
using Bourse.Access.Signing;
using Bourse.Exchange.Events;
using Bourse.Exchange.Providers;
using Bourse.Exchange.Reading;

namespace Bourse.Server.Hosting;

/// <summary>Everything the protocols call. Whoever composes the exchange makes it; the host owns none of it.</summary>
public sealed record ServerServices
{
    /// <summary>Reads, each decided and recorded.</summary>
    public required ClientReads Reads { get; init; }

    /// <summary>What tables are at their revisions.</summary>
    public required TableRevisions Revisions { get; init; }

    /// <summary>The provider's own objects.</summary>
    public required ProviderObjects ProviderObjects { get; init; }

    /// <summary>The provider's own tables.</summary>
    public required ProviderTables ProviderTables { get; init; }

    /// <summary>Sessions by a web identity.</summary>
    public required ClientSessions Sessions { get; init; }

    /// <summary>The clients' own webhooks.</summary>
    public required ClientWebhooks Webhooks { get; init; }

    /// <summary>Streams of the clients' own events.</summary>
    public required ClientEvents Events { get; init; }

    /// <summary>The clients' rules of their events.</summary>
    public required ClientRules Rules { get; init; }

    /// <summary>Verifies request signatures.</summary>
    public required SigV4Authenticator Signatures { get; init; }

    /// <summary>Verifies bearer tokens.</summary>
    public required BearerTokens BearerTokens { get; init; }

    /// <summary>Verifies sharing tokens.</summary>
    public required SharingTokens SharingTokens { get; init; }

    /// <summary>Links to single objects.</summary>
    public required ObjectLinks Links { get; init; }

    /// <summary>The OAuth2 token endpoint.</summary>
    public required TokenEndpoint Tokens { get; init; }

    /// <summary>One-time activation links.</summary>
    public required ActivationLinks Activations { get; init; }

    /// <summary>Counts bytes sent, and what was refused before anybody was authenticated.</summary>
    public required IAuditLog Audit { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The newest signed checkpoint of the audit log as text; null before the first.</summary>
    public required Func<CancellationToken, Task<string?>> NewestCheckpoint { get; init; }

    /// <summary>What keeps the node from deciding requests, in words for an operator; null when it is ready.</summary>
    public required Func<CancellationToken, ValueTask<string?>> FindObstacle { get; init; }
}
