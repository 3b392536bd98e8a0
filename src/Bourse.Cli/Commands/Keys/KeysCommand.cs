using System.CommandLine;

namespace Bourse.Cli.Commands.Keys;

/// <summary><c>bourse keys</c></summary>
internal static class KeysCommand
{
    public static Command Create(CommandContext context) =>
        new("keys", "Clients' S3 access keys, and the keys that secrets are sealed with")
        {
            CreateAccessKeyCommand.Create(context), ListKeysCommand.Create(context), RevokeAccessKeyCommand.Create(context), RotateKeysCommand.Create(context),
        };
}
