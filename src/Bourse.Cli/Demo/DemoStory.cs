using System.Globalization;
using System.Net;
using Bourse.Cli.Clients;
using Bourse.Cli.Demo.Chapters;
using Bourse.Cli.Demo.Processes;
using Bourse.Cli.Output;
using Bourse.Pipelines.Packs;
using Bourse.Server.Composition;
using Bourse.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace Bourse.Cli.Demo;

/// <summary>The whole main path on real data, step by step, with clients that are processes of their own.</summary>
internal static class DemoStory
{
    private const string InstallMessage = "Installing the clients' engine from npm: ClickHouse, a download of 170 MB. This happens once…";

    /// <summary>Tells the story, writes the report, then serves until cancelled unless asked to exit.</summary>
    /// <returns>An exit code: 0 only when every step held.</returns>
    public static async Task<int> RunAsync(DemoRequest request, CommandContext context, CancellationToken cancellation)
    {
        var terminal = context.Terminal;
        if (request.Client == DemoClientKind.Chdb)
            await NpmPackage.EnsureAsync(ClickHouseClient.SampleFolder, InstallMessage, terminal, cancellation);
        else if (!await AwsCli.IsInstalledAsync(Samples.Root, cancellation))
            throw new CommandFailedException("The AWS command line is not installed; install it, or leave out --client aws.");

        var pack = PackReader.Read(Samples.Folder("packs/asset-management"));
        var (folder, held) = DemoFolder.Prepare(request.Folder);
        await using var _ = held;
        var options = Options(pack, terminal);
        BourseOptionsFile.Write(folder.Data, options);
        terminal.Say($"The demo's data is in {folder.Root}; it is wiped at each run.");

        using var logging = ServerLog.Create(LogLevel.Error);
        await using var node = await BourseNode.OpenAsync(folder.Data, options, context.Clock, logging, cancellation);
        var server = await node.StartAsync(ServerLog.Configure(LogLevel.Error), cancellation);
        var world = new DemoWorld
        {
            Request = request,
            Folder = folder,
            Pack = pack,
            Node = node,
            Server = server,
            Addresses = new ExchangeAddresses(
                node.Exchange.Endpoints.Catalog, node.Exchange.Endpoints.Token, node.Exchange.Endpoints.Objects, options.Server.Region,
                    options.Server.Warehouse),
            Terminal = terminal,
            Steps = new DemoSteps(terminal, context.Clock),
            Report = new DemoReport(),
            Clock = context.Clock,
        };
        return await TellAsync(world, cancellation);
    }

    private static async Task<int> TellAsync(DemoWorld world, CancellationToken cancellation)
    {
        RevisionHandler? handler = null;
        try
        {
            await ProviderChapter.BuildAsync(world, cancellation);
            await OnboardingChapter.RunAsync(world, cancellation);
            await QueryChapter.RunAsync(world, cancellation);
            await ProtocolChapter.RunAsync(world, cancellation);
            handler = await RevisionChapter.RunAsync(world, cancellation);
            await SuspensionChapter.RunAsync(world, cancellation);
            await AuditChapter.RunAsync(world, cancellation);
            world.Report.Ok = true;
        }
        catch (DemoStepFailedException)
        {
            world.Steps.Show("\nThe story ends here: a step did not hold.");
        }
        finally
        {
            foreach (var client in world.Clients)
                await client.DisposeAsync();
            if (handler is not null && (world.Request.Exit || !world.Report.Ok))
                await handler.DisposeAsync();
        }
        world.Report.Write(world.Terminal, world.Steps.All, world.Request.Format);
        if (world.Report.Ok && !world.Request.Exit)
        {
            await using (handler)
                await ServeAsync(world, handler!, cancellation);
        }
        return world.Report.Ok ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task ServeAsync(DemoWorld world, RevisionHandler handler, CancellationToken cancellation)
    {
        var terminal = world.Terminal;
        var data = NearPath.Of(world.Folder.Data.Root);
        terminal.Say($"""

              Listing pages    {world.Server.OpenAddress}products/
              Catalogue        {world.Addresses.Catalog}
              S3 and STS       {world.Server.AwsAddress}
              Client's page    {handler.Page}
              Welcome messages {world.Folder.Data.Welcome}

              bourse products --data {data}
              bourse audit list --account {world.Followed.Agreement.Account} --decision deny --format csv --data {data}
              bourse agreements resume {world.Followed.Agreement.Number} --reason "The invoice was paid." --data {data}

            Serving until Ctrl-C.
            """);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static BourseOptions Options(Pack pack, Terminal terminal)
    {
        var (open, aws) = (DemoPorts.Choose(ServerOptions.OpenPortDefault), DemoPorts.Choose(ServerOptions.AwsPortDefault));
        if (open != ServerOptions.OpenPortDefault || aws != ServerOptions.AwsPortDefault)
        {
            terminal.Say(string.Create(
                CultureInfo.InvariantCulture, $"A usual port ({ServerOptions.OpenPortDefault}, {ServerOptions.AwsPortDefault}) is taken; "
                    + $"the exchange serves on {open} and {aws}."));
        }
        return new BourseOptions
        {
            Provider = pack.Provider.Account,
            ProviderName = pack.Provider.Name,
            ProviderEmail = pack.Provider.Contact,
            Server = new ServerOptions
            {
                Region = pack.Region,
                Open = new ListenerOptions { Endpoint = new IPEndPoint(IPAddress.Loopback, open) },
                Aws = new ListenerOptions { Endpoint = new IPEndPoint(IPAddress.Loopback, aws) },
            },
            // The handler of the story listens on this machine.
            WebhookHosts = ["127.0.0.1"],
        };
    }
}
