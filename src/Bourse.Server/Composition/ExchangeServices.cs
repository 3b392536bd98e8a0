using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Access.Keys;
using Bourse.Access.Resources;
using Bourse.Catalog;
using Bourse.Catalog.Objects;
using Bourse.Events;
using Bourse.Events.Deliveries;
using Bourse.Exchange;
using Bourse.Exchange.Accounts;
using Bourse.Exchange.Agreements;
using Bourse.Exchange.Agreements.Welcome;
using Bourse.Exchange.Events;
using Bourse.Exchange.Listings;
using Bourse.Exchange.Metering;
using Bourse.Exchange.Products;
using Bourse.Exchange.Projections;
using Bourse.Exchange.Providers;
using Bourse.Exchange.Publishing;
using Bourse.Exchange.Publishing.Differences;
using Bourse.Exchange.Reading;
using Bourse.Metastore;
using Bourse.Pipelines.Ingestion;
using Bourse.Pipelines.Lakehouse;
using Bourse.Pipelines.Maintenance;
using Bourse.Pipelines.Models;
using Bourse.Pipelines.Quality;
using Bourse.Pipelines.Tabular;
using Bourse.Query.Engines;
using Bourse.Query.Provider;

namespace Bourse.Server.Composition;

/// <summary>Lakehouse, products, agreements and clients' reads, composed.</summary>
public sealed class ExchangeServices
{
    internal ExchangeServices(
        DataFolder folder, BourseOptions options, AccessServices access, ProjectionServices projections, IMetastore metastore,
            IndexedObjectStore lakehouse,
        IFileEngine engine, TimeProvider clock, RandomNumberGenerator random)
    {
        Projections = projections;
        Catalog = new TableCatalog(metastore, lakehouse, clock, random);
        Tables = new LakehouseTables(Catalog, lakehouse, clock, random);
        Ingestion = new BronzeIngestion(Tables, engine);
        Models = new ModelRunner(Tables);
        Files = new TabularFileReader(engine);
        Sql = new ProviderSql(Catalog, lakehouse);
        var maintained = new MaintainedTables(Catalog, lakehouse, clock, random);
        Maintenance = new LakehouseMaintenance(maintained, [folder.Lakehouse]);

        Endpoints = new ClientEndpoints
        {
            Catalog = new Uri($"{options.OpenAddress}/iceberg"),
            Token = new Uri($"{options.OpenAddress}/oauth/token"),
            Objects = new Uri(options.AwsAddress),
            Api = new Uri($"{options.OpenAddress}/"),
            Region = options.Server.Region,
            Warehouse = options.Server.Warehouse,
            FundValues = new FundValues(ProductName.Parse(options.Server.FundNavProduct), TableName.Parse(options.Server.FundNavTable)),
        };
        Products = new ProductStore(metastore, clock);
        ProductDesk = new ProductDesk(metastore, Products, access.Grants, access.Audit, clock, random);
        var pinner = new TablePinner(Catalog, lakehouse, new TablePreparation(maintained, [folder.Lakehouse]), projections.Builder);
        Listings = new ListingDesk(new ListingSite(folder.Listings), Products, pinner, options.ProviderName, Endpoints);
        var clientProjections = new ClientProjections(projections.Builder);
        Publisher = new RevisionPublisher(
            Catalog, Products, access.Grants, pinner, new QualityRunner(clock), clientProjections, access.Events, access.Audit, clock, random);

        RevisionComparer = new RevisionComparer(pinner, access.Grants);
        History = new RevisionHistory(
            metastore, Catalog, Products, access.Grants, pinner, clientProjections, access.Events, access.Audit, clock, random);

        Agreements = new AgreementStore(clock);
        GrantedTables = new GrantedTables(Products, projections.Store);
        AgreementDesk = new AgreementDesk(metastore, access.Grants, access.Audit, clock, random);
        Records = new AdministrationRecords(clock, random);
        AccountDesk = new AccountDesk(metastore, access.Accounts, access.Credentials, access.AccessKeys, access.Activations, access.Audit, clock, random);
        SharingDesk = new SharingDesk(metastore, access.Accounts, access.SharingTokenStore, access.Activations, access.Audit, clock, random);
        EventDesk = new EventDesk(
            metastore, new EventDeliveries(metastore, clock), new EventArchive(metastore, access.Events.Identity, clock), access.Audit, clock, random);
        Onboarding = new Onboarding(
            new OnboardingServices
            {
                Metastore = metastore,
                Agreements = Agreements,
                Products = Products,
                Grants = access.Grants,
                Accounts = access.Accounts,
                Links = access.Activations,
                Projections = clientProjections,
                Pinner = pinner,
                Audit = access.Audit,
                Provider = options.Provider,
                Clock = clock,
                Random = random,
            },
            new WelcomeWriter(
                new WelcomeDesk(folder.Welcome, Smtp(options.Smtp), clock), options.ProviderName, options.ProviderEmail, Endpoints, clock));
        AuditQuery = new AuditQuery(metastore);
        Usage = new UsageReport(AuditQuery);
        Charges = new ChargeReport(Usage, Products, access.Grants);
        PersonalErasure = new PersonalErasure(metastore);

        ProjectionCosts = new ProjectionCosts(metastore, projections.Inventory, access.Grants, Products, pinner);
        Collection = new CollectionDesk(projections.Collector, access.Audit, Records);
        Revisions = new TableRevisions(projections.Store, projections.Changes);
        Reads = new ClientReads(access.Gate, projections.Store, access.SessionKeys, new KeyIndexes(projections.Store), Products, Revisions);
        ProviderObjects = new ProviderObjects(access.Gate, new SourceObjects(lakehouse, metastore, clock, random), options.Provider);
        ProviderTables = new ProviderTables(access.Gate, Catalog, options.Provider, clock);
        ObjectCollector = new ObjectCollector(lakehouse, metastore, clock);
        Sessions = new ClientSessions(access.Gate, access.BearerTokens, access.Roles);
        ClientRules = new ClientRules(access.Gate, metastore, access.Rules, access.Events, access.Audit, clock);
        ClientEvents = new ClientEvents(access.Gate, access.EventFeed);
        ClientWebhooks = new ClientWebhooks(access.Gate, access.WebhookRegistry, access.Audit, clock);
    }

    /// <summary>What clients may see.</summary>
    public ProjectionServices Projections { get; }

    /// <summary>What clients read.</summary>
    public UsageReport Usage { get; }

    /// <summary>What it costs them.</summary>
    public ChargeReport Charges { get; }

    /// <summary>What revisions changed.</summary>
    public RevisionComparer RevisionComparer { get; }

    /// <summary>What agreements grant.</summary>
    public GrantedTables GrantedTables { get; }

    /// <summary>What projections cost.</summary>
    public ProjectionCosts ProjectionCosts { get; }

    /// <summary>Removes what no projection names.</summary>
    public CollectionDesk Collection { get; }

    /// <summary>The catalogue.</summary>
    public TableCatalog Catalog { get; }

    /// <summary>The lakehouse as pipelines use it.</summary>
    public LakehouseTables Tables { get; }

    /// <summary>Brings sources into bronze.</summary>
    public BronzeIngestion Ingestion { get; }

    /// <summary>Runs models.</summary>
    public ModelRunner Models { get; }

    /// <summary>Looks at files of the provider's own.</summary>
    public ITabularFileReader Files { get; }

    /// <summary>Maintains the lakehouse's tables.</summary>
    public LakehouseMaintenance Maintenance { get; }

    /// <summary>The provider's own SQL.</summary>
    public ProviderSql Sql { get; }

    /// <summary>Where clients reach the exchange.</summary>
    public ClientEndpoints Endpoints { get; }

    /// <summary>Listed products.</summary>
    public ProductStore Products { get; }

    /// <summary>Lists products.</summary>
    public ProductDesk ProductDesk { get; }

    /// <summary>Publishes revisions.</summary>
    public RevisionPublisher Publisher { get; }

    /// <summary>Takes revisions back.</summary>
    public RevisionHistory History { get; }

    /// <summary>Writes the listing pages.</summary>
    public ListingDesk Listings { get; }

    /// <summary>Applied agreements.</summary>
    public AgreementStore Agreements { get; }

    /// <summary>Suspends and resumes agreements.</summary>
    public AgreementDesk AgreementDesk { get; }

    /// <summary>Begins the audit records of administration.</summary>
    public AdministrationRecords Records { get; }

    /// <summary>Shows events, and sends again those that did not arrive.</summary>
    public EventDesk EventDesk { get; }

    /// <summary>Erases persons from beside the audit log.</summary>
    public PersonalErasure PersonalErasure { get; }

    /// <summary>Ends the credentials of clients' accounts.</summary>
    public AccountDesk AccountDesk { get; }

    /// <summary>Delta Sharing profiles.</summary>
    public SharingDesk SharingDesk { get; }

    /// <summary>Applies agreements.</summary>
    public Onboarding Onboarding { get; }

    /// <summary>Lists audit records.</summary>
    public AuditQuery AuditQuery { get; }

    /// <summary>What protocols read through.</summary>
    public ClientReads Reads { get; }

    /// <summary>What tables are at their revisions.</summary>
    public TableRevisions Revisions { get; }

    /// <summary>The provider's own objects.</summary>
    public ProviderObjects ProviderObjects { get; }

    /// <summary>The provider's own tables.</summary>
    public ProviderTables ProviderTables { get; }

    /// <summary>Removes what nothing names of what was written over S3.</summary>
    public ObjectCollector ObjectCollector { get; }

    /// <summary>Sessions by a web identity.</summary>
    public ClientSessions Sessions { get; }

    /// <summary>Clients' own rules of their events.</summary>
    public ClientRules ClientRules { get; }

    /// <summary>Streams of clients' own events.</summary>
    public ClientEvents ClientEvents { get; }

    /// <summary>Clients' own webhooks.</summary>
    public ClientWebhooks ClientWebhooks { get; }

    private static SmtpOptions? Smtp(MailServer? server) => server is null
        ? null
        : new SmtpOptions
        {
            Host = server.Host,
            Port = server.Port,
            RequireTls = server.RequireTls,
            User = server.User,
            Password = server.PasswordFile is { } file ? new SecretText(File.ReadAllText(file).Trim()) : null,
        };
}
