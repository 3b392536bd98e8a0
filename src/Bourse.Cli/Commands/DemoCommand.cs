using System.CommandLine;
using Bourse.Cli.Demo;
using Bourse.Cli.Output;

namespace Bourse.Cli.Commands;

/// <summary><c>bourse demo</c></summary>
internal static class DemoCommand
{
    private const string FolderDefault = ".bourse/demo";
    private static readonly string[] Clients = ["chdb", "aws"];

    public static Command Create(CommandContext context)
    {
        var exit = new Option<bool>("--exit") { Description = "Stop after the story instead of serving until Ctrl-C" };
        var client = new Option<string>("--client") { Description = "The clients' engine: ClickHouse from npm, or the AWS command line",
            HelpName = "chdb|aws", DefaultValueFactory = _ => Clients[0] };
        client.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !Clients.Contains(result.Tokens[0].Value))
                result.AddError($"--client: '{result.Tokens[0].Value}' is not one of {string.Join(", ", Clients)}.");
        });
        var data = new Option<string>("--data") { Description = $"The demo's folder, wiped at each run; else {FolderDefault}",
            HelpName = "FOLDER", DefaultValueFactory = _ => FolderDefault };
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json);
        var command = new Command("demo", "Watch the whole main path on real market data") { exit, format, client, data };
        command.SetAction((parsed, cancellation) => DemoStory.RunAsync(
            new DemoRequest(
                parsed.GetRequiredValue(data), parsed.GetValue(exit), parsed.GetValue(format),
                parsed.GetRequiredValue(client) == Clients[0] ? DemoClientKind.Chdb : DemoClientKind.Aws),
            context, cancellation));
        return command;
    }
}
