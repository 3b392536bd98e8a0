using System.CommandLine;

namespace Bourse.Cli.Commands.Sharing;

/// <summary><c>bourse sharing</c></summary>
internal static class SharingCommand
{
    public static Command Create(CommandContext context) => new("sharing", "Delta Sharing: the profiles by which clients' tools read")
    {
        new Command("profile", "Make links to profiles, list and end them; a profile itself is seen by its client alone")
        {
            ProfileLinkCommand.Create(context, replaces: false), ListProfilesCommand.Create(context), ProfileLinkCommand.Create(context, replaces: true),
            RevokeProfilesCommand.Create(context),
        },
    };
}
