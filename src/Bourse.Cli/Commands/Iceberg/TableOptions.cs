using System.CommandLine;
using Bourse.Cli.Output;
using Bourse.Iceberg.Local;
using Bourse.Iceberg.Scanning;

namespace Bourse.Cli.Commands.Iceberg;

/// <summary>The argument and options by which a command is told its table.</summary>
internal sealed class TableOptions
{
    private readonly Argument<string> _path = new("TABLE") { Description = "The table's folder, or one of its metadata files" };

    private readonly Option<string[]> _relocations = new("--relocate")
    {
        Description = "Where files are whose locations begin with FROM, scheme and authority included; may be given several times",
        HelpName = "FROM=TO",
        DefaultValueFactory = _ => [],
    };

    public Option<OutputFormat> Format { get; } = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);

    /// <summary>A command on one table.</summary>
    public Command On(string name, string description, params Symbol[] more)
    {
        var command = new Command(name, description) { _path, _relocations };
        foreach (var symbol in more.Append(Format))
        {
            if (symbol is Argument argument)
                command.Add(argument);
            else
                command.Add((Option)symbol);
        }
        return command;
    }

    /// <summary>Opens the table.</summary>
    /// <exception cref="CommandFailedException">A relocation is malformed.</exception>
    public Task<IcebergTable> OpenAsync(ParseResult parsed, CancellationToken cancellation) =>
        LocalTable.OpenAsync(parsed.GetRequiredValue(_path), [.. parsed.GetRequiredValue(_relocations).Select(Relocate)], cancellation);

    private static Relocation Relocate(string text)
    {
        try
        {
            return Relocation.Parse(text);
        }
        catch (FormatException e)
        {
            throw new CommandFailedException("--relocate: " + e.Message, ExitCode.Usage);
        }
    }
}
