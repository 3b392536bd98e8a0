using System.Globalization;
using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Access.Auditing.Checkpoints;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Keys;
using Bourse.Access.Principals;
using Bourse.Access.Signing;
using Bourse.Events;
using Bourse.Events.Deliveries;
using Bourse.Events.Rules;
using Bourse.Events.Streams;
using Bourse.Events.Webhooks;
using Bourse.Exchange.Events;
using Bourse.Metastore;
using Bourse.Metastore.Leasing;
using Bourse.Metastore.Outboxes;
using Bourse.Storage;

namespace Bourse.Server.Composition;

/// <summary>Accounts, credentials, decisions, audit and events, composed.</summary>
public sealed class AccessServices : IDisposable
{
    internal AccessServices(
        BourseOptions options, IMetastore metastore, IKeyRing keys, NoteSigner signer, TimeProvider clock, RandomNumberGenerator random)
    {
        Clock = clock;
        Accounts = new AccountStore(clock);
        Policy = new PolicyFeed(metastore, Accounts, clock, options.Provider);
        Grants = new GrantStore(metastore, Policy, clock);
        Audit = new AuditLog(metastore, clock, random);
        // Containers share names and process numbers, and two owners of one name would take the lease from each other.
        var process = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}/{RandomHex.New(random)}");
        Sequencer = new AuditSequencer(metastore, new Leases(metastore, clock), signer, clock, process);
        Events = new EventBus(new Outbox(clock), clock, random, new EventBusIdentity(options.Provider.Value, options.Server.Region), AuditCheckpoints.LatestAsync);
        var addresses = new WebhookAddressPolicy(options.WebhookHosts);
        var mayHear = new GrantedEvents(options.Provider, clock);
        Dispatcher = new EventDispatcher(metastore, Events, mayHear, keys, addresses, clock, random);
        EventFeed = new EventFeed(metastore, mayHear, Dispatcher, clock);
        Rules = new RuleStore(clock, random);
        WebhookRegistry = new WebhookRegistry(metastore, keys, addresses, EventTypes.All, clock, random);
        var alerts = new AccessAlerts(Events, options.Provider, clock);
        Gate = new AccessGate(new Authorizer(Policy, clock), Audit, metastore, alerts, clock);
        BearerTokens = new BearerTokens(keys, clock, random);
        SessionKeys = new SessionIssuer(keys, clock, random);
        Credentials = new ClientCredentialStore(Accounts, clock, random);
        Tokens = new TokenEndpoint(metastore, Credentials, BearerTokens, Gate,
            [$"{options.OpenAddress}/oauth/token", options.OpenAddress], clock);
        SharingTokenStore = new SharingTokenStore(Accounts, clock, random);
        SharingTokens = new SharingTokens(Policy, clock);
        Links = new ObjectLinks(keys, clock);
        Activations = new ActivationLinks(metastore, Credentials, SharingTokenStore, Audit, alerts, clock, random);
        Roles = new RoleSessions(BearerTokens, SessionKeys);
        AccessKeys = new AccessKeyStore(Accounts, keys, clock, random);
        Signatures = new SigV4Authenticator(new SigningKeys(SessionKeys, Policy, keys, clock), new SigV4Options { Region = options.Server.Region }, clock);
    }

    /// <summary>The clock of all of it.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Accounts and principals.</summary>
    public AccountStore Accounts { get; }

    /// <summary>The policy in force.</summary>
    public PolicyFeed Policy { get; }

    /// <summary>Grants.</summary>
    public GrantStore Grants { get; }

    /// <summary>Decides and records.</summary>
    public AccessGate Gate { get; }

    /// <summary>The audit log.</summary>
    public AuditLog Audit { get; }

    /// <summary>Gives records their place and signs checkpoints.</summary>
    public AuditSequencer Sequencer { get; }

    /// <summary>Publishes events.</summary>
    public EventBus Events { get; }

    /// <summary>Delivers events.</summary>
    public EventDispatcher Dispatcher { get; }

    /// <summary>Follows events for streams.</summary>
    public EventFeed EventFeed { get; }

    /// <summary>Accounts' rules of their events.</summary>
    public RuleStore Rules { get; }

    /// <summary>Who wants which events.</summary>
    public WebhookRegistry WebhookRegistry { get; }

    /// <summary>Bearer tokens.</summary>
    public BearerTokens BearerTokens { get; }

    /// <summary>Session keys.</summary>
    public SessionIssuer SessionKeys { get; }

    /// <summary>Keys for tools that know no session token.</summary>
    public AccessKeyStore AccessKeys { get; }

    /// <summary>Clients' standing credentials.</summary>
    public ClientCredentialStore Credentials { get; }

    /// <summary>Tokens of Delta Sharing profiles, as they are kept.</summary>
    public SharingTokenStore SharingTokenStore { get; }

    /// <summary>Verifies them.</summary>
    public SharingTokens SharingTokens { get; }

    /// <summary>Links to single objects.</summary>
    public ObjectLinks Links { get; }

    /// <summary>The token endpoint.</summary>
    public TokenEndpoint Tokens { get; }

    /// <summary>One-time activation links.</summary>
    public ActivationLinks Activations { get; }

    /// <summary>Sessions by a web identity.</summary>
    public RoleSessions Roles { get; }

    /// <summary>Verifies request signatures.</summary>
    public SigV4Authenticator Signatures { get; }

    /// <inheritdoc />
    public void Dispose()
    {
        Dispatcher.Dispose();
        Policy.Dispose();
    }
}
