using System.CommandLine;
using Bourse.Cli.Output;
using Bourse.Server.Composition;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bourse.Cli;

/// <summary>What every command works with.</summary>
internal sealed class CommandContext(Terminal terminal, TimeProvider clock)
{
    /// <summary>The variable that names the data folder.</summary>
    public const string DataVariable = "BOURSE_DATA";

    private const string DataDefault = ".bourse/data";

    private static string DataHere => Environment.GetEnvironmentVariable(DataVariable) is { Length: > 0 } folder ? folder : DataDefault;

    public Terminal Terminal => terminal;

    public TimeProvider Clock => clock;

    /// <summary>The option <c>--data</c>.</summary>
    public static Option<string> DataOption() => new("--data")
    {
        Description = $"The exchange's data folder; else {DataVariable}, else {DataDefault}",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => DataHere,
    };

    /// <summary>What a command has to end with to reach a data folder: nothing where it is the one that is taken anyway.</summary>
    public static string DataSuffix(string data) => data == DataHere ? "" : $" --data {data}";

    /// <summary>Opens an exchange that exists, without listeners.</summary>
    /// <exception cref="BourseOptionsException">There is none, or its configuration has mistakes.</exception>
    public Task<BourseNode> OpenAsync(string data, CancellationToken cancellation) =>
        OpenAsync(data, NullLoggerFactory.Instance, cancellation);

    /// <summary>Opens an exchange that exists, without listeners.</summary>
    public Task<BourseNode> OpenAsync(string data, ILoggerFactory logging, CancellationToken cancellation)
    {
        var folder = new DataFolder(data);
        if (!File.Exists(folder.OptionsFile))
        {
            throw new CommandFailedException($"There is no exchange in {folder.Root}: it has no bourse.json. 'bourse publish FILE --product NAME' begins one; "
                + $"run this where it was begun, or give its folder with --data or {DataVariable}.");
        }
        return BourseNode.OpenAsync(folder, BourseOptionsFile.Read(folder), clock, logging, cancellation);
    }

    /// <summary>Who acts, for the audit log.</summary>
    public static string Actor => $"cli:{Environment.UserName}";
}
