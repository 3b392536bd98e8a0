using Bourse.Exchange.Reading;
using Bourse.Server.Authentication;
using Bourse.Server.Protocols.Activation;
using Bourse.Server.Protocols.DeltaSharing;
using Bourse.Server.Protocols.Events;
using Bourse.Server.Protocols.Health;
using Bourse.Server.Protocols.Iceberg;
using Bourse.Server.Protocols.Iceberg.Source;
using Bourse.Server.Protocols.Listings;
using Bourse.Server.Protocols.OAuth;
using Bourse.Server.Protocols.Products;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bourse.Server.Hosting;

/// <summary>The open protocols' routes. A route needs a caller unless it is mapped as public.</summary>
internal sealed class OpenListener(ServerOptions options, ServerServices services, ListenerAddresses addresses)
{
    private const string IcebergTokenPath = IcebergRoutes.Root + "/v1/oauth/tokens";

    /// <summary>The shape of errors for a path, before any route is known.</summary>
    public static IErrorShape ShapeOf(HttpContext context)
    {
        var path = context.Request.Path;
        if (path.StartsWithSegments("/oauth") || path == IcebergTokenPath)
            return OAuthErrorShape.Instance;
        if (path.StartsWithSegments(SharingRoutes.Root))
            return SharingErrorShape.Instance;
        return path.StartsWithSegments(IcebergRoutes.Root) ? IcebergErrorShape.Instance : ProblemShape.Instance;
    }

    /// <summary>Adds authentication, routing and every route.</summary>
    public void Configure(WebApplication app)
    {
        var authentication = new OpenAuthentication(services.BearerTokens, services.SharingTokens, new SignatureVerifier(services.Signatures));
        app.Use((context, next) => authentication.InvokeAsync(context, next));
        app.UseWebSockets();
        app.UseRouting();
        app.Use((context, next) => RouteGuard.InvokeAsync(context, next, services.Audit, ShapeOf));
        MapPublic(app);
        MapCatalog(app);
        MapSharing(app);
        MapProducts(app);
    }

    private void MapPublic(WebApplication app)
    {
        var open = app.MapGroup("").WithMetadata(new RouteAccessMetadata(RouteAccess.Public));
        var logger = app.Services.GetRequiredService<ILogger<HealthEndpoints>>();
        var oauth = new OAuthEndpoints(services.Tokens, addresses);
        open.MapPost(OAuthEndpoints.TokenPath, oauth.TokenAsync);
        open.MapPost(IcebergTokenPath, oauth.TokenAsync);
        open.MapGet("/.well-known/oauth-authorization-server", oauth.MetadataAsync);
        var activation = new ActivationEndpoints(services.Activations, addresses);
        // Mail gateways look at links with HEAD; neither method uses one up.
        open.MapMethods("/activate", [HttpMethods.Get, HttpMethods.Head], ActivationEndpoints.ShowAsync);
        open.MapPost("/activate", activation.ActivateAsync);
        SharingRoutes.MapPublic(
            open, new LinkedFileEndpoint(services.Reads, services.Links, services.Audit, services.Time), new ProfileEndpoints(services.Activations, addresses));
        open.MapGet("/", ListingEndpoints.RedirectAsync);
        open.MapMethods("/products/{page?}", [HttpMethods.Get, HttpMethods.Head], new ListingEndpoints(options.ListingsFolder).GetAsync);
        open.MapGet("/v2/audit/checkpoint", new CheckpointEndpoint(services.NewestCheckpoint).GetAsync);
        open.MapGet("/healthz", HealthEndpoints.LiveAsync);
        open.MapGet("/readyz", new HealthEndpoints(services.FindObstacle, logger).ReadyAsync);
    }

    private void MapCatalog(WebApplication app)
    {
        var path = new CatalogPath(options);
        var json = new CatalogJson(() => addresses.Aws, options.Region, options.Warehouse);
        var revisions = new FixedRevisions(services.Reads);
        var source = new SourceEndpoints(services.ProviderTables, json);
        SourceRoutes.Map(app, source, new SourceCommits(services.ProviderTables, source, json));
        IcebergRoutes.Map(
            app,
            new CatalogEndpoints(services.Reads, services.ProviderTables, revisions, json, path, options),
            new TableEndpoints(services.Reads, revisions, json, path));
    }

    private void MapSharing(WebApplication app) => SharingRoutes.Map(
        app, new ShareEndpoints(services.Reads), new SharedTableEndpoints(services.Reads, services.Revisions, services.Links, addresses));

    private void MapProducts(WebApplication app)
    {
        var products = new ProductEndpoints(services.Reads);
        app.MapGet("/v2/products", products.ListAsync);
        app.MapGet("/v2/products/{product}/revisions", products.RevisionsAsync);
        app.MapGet("/v2/funds/{fundId}/nav", new NavEndpoint(services.Reads, services.Audit, options).GetAsync);
        var webhooks = new WebhookEndpoints(services.Webhooks);
        app.MapPost("/v2/webhooks", webhooks.RegisterAsync);
        app.MapGet("/v2/webhooks", webhooks.ListAsync);
        app.MapDelete("/v2/webhooks/{id}", webhooks.RemoveAsync);
        app.MapGet("/v2/events/stream", new EventStreamEndpoint(services.Events, services.Time, app.Lifetime.ApplicationStopping).GetAsync);
    }
}
