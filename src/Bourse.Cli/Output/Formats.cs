using System.CommandLine;

namespace Bourse.Cli.Output;

/// <summary>The option <c>--format</c>.</summary>
internal static class Formats
{
    /// <summary>Makes the option with the formats a command knows.</summary>
    public static Option<OutputFormat> Option(params OutputFormat[] formats)
    {
        var names = formats.Select(format => format.ToString().ToLowerInvariant()).ToArray();
        var option = new Option<OutputFormat>("--format")
        {
            Description = $"How data is written to stdout: {string.Join(", ", names)}",
            HelpName = string.Join('|', names),
            DefaultValueFactory = _ => OutputFormat.Table,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (Array.IndexOf(names, text) is >= 0 and var index)
                    return formats[index];
                result.AddError($"--format: '{text}' is not one of {string.Join(", ", names)}.");
                return default;
            },
        };
        return option;
    }
}
