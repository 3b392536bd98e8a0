using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace Bourse.Cli.Commands;

/// <summary><c>bourse serve</c></summary>
internal static class ServeCommand
{
    public static Command Create(CommandContext context)
    {
        var data = CommandContext.DataOption();
        var command = new Command("serve", "Serve the exchange of a data folder until Ctrl-C") { data };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var logging = ServerLog.Create(LogLevel.Information);
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), logging, cancellation);
            var server = await node.StartAsync(ServerLog.Configure(LogLevel.Information), cancellation);
            context.Terminal.Say($"Serving {node.Folder.Root}: open protocols at {server.OpenAddress}, S3 and STS at "
                + $"{server.AwsAddress}. Ctrl-C ends it.");
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCode.Ok;
        });
        return command;
    }
}
