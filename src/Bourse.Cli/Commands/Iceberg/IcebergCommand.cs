using System.CommandLine;

namespace Bourse.Cli.Commands.Iceberg;

/// <summary><c>bourse iceberg …</c>: any Iceberg table by its path, without a catalogue and without an exchange.</summary>
internal static class IcebergCommand
{
    public static Command Create(CommandContext context) => new("iceberg", "Look into any Iceberg table by its path")
    {
        MetadataCommand.Create(context),
        SnapshotsCommand.Create(context),
        FilesCommand.Create(context),
        ReadCommand.Create(context),
        DiffCommand.Create(context),
        ChangesCommand.Create(context),
    };
}
