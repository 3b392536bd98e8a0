using System.CommandLine;

namespace Bourse.Cli.Commands.Keys;

/// <summary><c>bourse keys</c></summary>
internal static class KeysCommand
{
    public static Command Create(CommandContext context) =>
        new("keys", "List and rotate the keys that secrets are sealed with") { ListKeysCommand.Create(context), RotateKeysCommand.Create(context) };
}
