using System.CommandLine;

namespace Bourse.Cli.Commands.Keys;

/// <summary><c>bourse keys rotate --reason TEXT</c></summary>
internal static class RotateKeysCommand
{
    public static Command Create(CommandContext context)
    {
        var reason = ReasonOption.Create();
        var data = CommandContext.DataOption();
        var command = new Command("rotate", "Add a key, which seals from now on; older keys keep opening what they sealed") { reason, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var id = await node.Keys.RotateAsync(parsed.GetRequiredValue(reason), CommandContext.Actor, cancellation);
            context.Terminal.Say(
                $"Key {id} seals from now on, in a server that runs as well. Back up {node.Folder.KeyRingFile} now: what this key seals, no older copy opens.");
            context.Terminal.Write($"{id}\n");
            return ExitCode.Ok;
        });
        return command;
    }
}
