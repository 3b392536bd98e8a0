using System.Security.Cryptography;
using Bourse.Access.Identity;
using Bourse.Server.Authentication;
using Bourse.Server.Protocols.Aws;
using Bourse.Server.Protocols.EventBridge;
using Bourse.Server.Protocols.S3;
using Bourse.Server.Protocols.Sts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bourse.Server.Hosting;

/// <summary>The running host: two listeners over one set of services. It is bound when <see cref="StartAsync"/> returns and drains on disposal.</summary>
public sealed class BourseServer : IAsyncDisposable
{
    private readonly WebApplication _open;
    private readonly WebApplication _aws;
    private readonly AddressAdmission _admission;

    private BourseServer(WebApplication open, WebApplication aws, AddressAdmission admission, ListenerAddresses addresses)
    {
        (_open, _aws, _admission) = (open, aws, admission);
        OpenAddress = addresses.Open;
        AwsAddress = addresses.Aws;
    }

    /// <summary>What clients call the open protocols' listener.</summary>
    public Uri OpenAddress { get; }

    /// <summary>What clients call the AWS-compatible listener.</summary>
    public Uri AwsAddress { get; }

    /// <summary>Every route of the open listener, for tests that hold each to its authentication.</summary>
    internal IReadOnlyList<Endpoint> OpenEndpoints => _open.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>Checks the options, binds both listeners and serves.</summary>
    /// <exception cref="ServerOptionsException">The options have mistakes; the exception lists all of them.</exception>
    /// <exception cref="ListenerBindException">An address is taken, not of this machine, or not for this user.</exception>
    public static async Task<BourseServer> StartAsync(
        ServerOptions options, ServerServices services, Action<ILoggingBuilder> configureLogging, CancellationToken cancellation)
    {
        if (ServerOptionsCheck.Mistakes(options) is { Count: > 0 } mistakes)
            throw new ServerOptionsException(mistakes);
        var addresses = new ListenerAddresses();
        var admission = new AddressAdmission();
        var open = Build(options, options.Open, configureLogging, "x-request-id", OpenListener.ShapeOf, admission);
        new OpenListener(options, services, addresses).Configure(open);
        var aws = Build(options, options.Aws, configureLogging, "x-amz-request-id", AwsDispatcher.ShapeOf, admission);
        var dispatcher = new AwsDispatcher(
            new SignatureVerifier(services.Signatures), new S3Endpoints(services.Reads, services.ProviderObjects, services.Audit, services.Time, options.Region),
            new StsEndpoints(services.Reads, services.Sessions), new EventBridgeEndpoints(services.Rules), services.Audit, options.BucketHostSuffix);
        aws.Run(dispatcher.ServeAsync);
        try
        {
            await BindAsync(aws, "listeners.aws", options.Aws, cancellation);
            await BindAsync(open, "listeners.open", options.Open, cancellation);
            addresses.Set(PublicAddress(open, options.Open), PublicAddress(aws, options.Aws));
        }
        catch
        {
            await open.DisposeAsync();
            await aws.DisposeAsync();
            await admission.DisposeAsync();
            throw;
        }
        return new BourseServer(open, aws, admission, addresses);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _open.StopAsync();
        await _aws.StopAsync();
        await _open.DisposeAsync();
        await _aws.DisposeAsync();
        await _admission.DisposeAsync();
    }

    private static async Task BindAsync(WebApplication app, string key, ListenerOptions listener, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception failure) when (ListenerBindException.Of(failure, key, listener.Endpoint) is { } named)
        {
            throw named;
        }
    }

    private static WebApplication Build(
        ServerOptions options, ListenerOptions listener, Action<ILoggingBuilder> configureLogging, string requestIdHeader,
        Func<HttpContext, IErrorShape> shapeOf, AddressAdmission admission)
    {
        // An empty builder reads no environment variable and no settings file: the options are all there is.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        configureLogging(builder.Logging);
        // The framework's own request log holds whole targets, hence activation links and presigned signatures.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // A line for each connection that finds no place would let whoever opens them fill the disk.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.Connections", LogLevel.Error);
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => ListenerLimits.Apply(kestrel, listener, options));
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = ListenerSockets.Bind);
        var app = builder.Build();
        var requestIds = new RequestIds(RandomNumberGenerator.Create(), requestIdHeader);
        var faults = new FaultBoundary(app.Services.GetRequiredService<ILogger<FaultBoundary>>());
        if (options.TrustedProxies.Count > 0)
            app.UseForwardedHeaders(Forwarded(options));
        app.Use((context, next) =>
        {
            if (context.Connection.RemoteIpAddress is { } address)
                context.Connection.RemoteIpAddress = ClientNetwork.Plain(address);
            return next(context);
        });
        app.Use((context, next) => requestIds.InvokeAsync(context, next));
        app.Use((context, next) => faults.InvokeAsync(context, next, shapeOf(context)));
        app.Use((context, next) => admission.InvokeAsync(context, next, shapeOf(context)));
        return app;
    }

    private static ForwardedHeadersOptions Forwarded(ServerOptions options)
    {
        // Without a limit on how many: from the last one on, each is believed as long as the one after it is a trusted proxy's.
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in options.TrustedProxies)
            forwarded.KnownIPNetworks.Add(network);
        return forwarded;
    }

    private static Uri PublicAddress(WebApplication app, ListenerOptions listener) =>
        listener.PublicAddress ?? new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
}
