using System.CommandLine;
using Bourse.Cli.Clients;
using Bourse.Cli.Doctor;
using Bourse.Cli.Output;
using Bourse.Query.Engines;
using Bourse.Server.Hosting;

namespace Bourse.Cli.Commands;

/// <summary><c>bourse doctor</c>, and <c>bourse doctor --as-client</c> on a client's side.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandContext context)
    {
        var asClient = new Option<bool>("--as-client") { Description = "Look from a client's side, over HTTP alone" };
        var catalog = AddressOption.Create("--catalog", "With --as-client: the catalogue, for example http://127.0.0.1:8080/iceberg");
        var token = AddressOption.Create("--token-url", "With --as-client: the token endpoint, for example http://127.0.0.1:8080/oauth/token");
        var storage = AddressOption.Create("--storage", "With --as-client: the endpoint of S3 and STS, for example http://127.0.0.1:9000");
        var credential = new Option<string?>("--credential") { Description = "With --as-client: a file that holds client-id:client-secret",
            HelpName = "FILE" };
        var defaults = new ServerOptions();
        var region = new Option<string>("--region") { Description = "With --as-client: the region", HelpName = "NAME",
            DefaultValueFactory = _ => defaults.Region };
        var warehouse = new Option<string>("--warehouse") { Description = "With --as-client: the warehouse", HelpName = "NAME",
            DefaultValueFactory = _ => defaults.Warehouse };
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("doctor", "Check the machine, or what a client can do, and say how to fix it")
        {
            asClient, catalog, token, storage, credential, region, warehouse, data, format,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(asClient) && (result.GetValue(catalog) is null || result.GetValue(token) is null
                || result.GetValue(storage) is null || result.GetValue(credential) is null))
                result.AddError("--as-client: needs --catalog, --token-url, --storage and --credential, as the welcome message gives "
                    + "them.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!parsed.GetValue(asClient))
                return Tell(context, await MachineChecks.RunAsync(parsed.GetRequiredValue(data), context.Clock, cancellation),
                    parsed.GetValue(format), false);
            using var http = new ExchangeHttp(
                new ExchangeAddresses(
                    parsed.GetValue(catalog)!, parsed.GetValue(token)!, parsed.GetValue(storage)!, parsed.GetRequiredValue(region),
                        parsed.GetRequiredValue(warehouse)),
                context.Clock);
            await using var engine = FileEngines.ForOwnFiles(null, context.Clock);
            var checks = new ClientChecks(http, ClientCredential.Read(parsed.GetValue(credential)!), engine);
            var results = await checks.RunAsync(cancellation);
            return Tell(context, results, parsed.GetValue(format), checks.Refused);
        });
        return command;
    }

    private static int Tell(CommandContext context, IReadOnlyList<CheckResult> results, OutputFormat format, bool refused)
    {
        context.Terminal.Write(
            new DataRows(
                ["check", "state", "found", "what_to_do"],
                [.. results.Select(result => (IReadOnlyList<object?>)[result.Name, result.State.ToString().ToLowerInvariant(),
                    result.Found, result.Advice is { } advice ? context.Terminal.Pasted(advice) : null])]),
            format);
        if (results.All(result => result.State != CheckState.Fail))
            return ExitCode.Ok;
        return refused ? ExitCode.NotAuthorised : ExitCode.Failed;
    }
}
