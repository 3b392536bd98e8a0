using System.CommandLine;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Cli.Commands.Iceberg;

/// <summary>The option <c>--where</c>.</summary>
internal static class WhereOption
{
    public static Option<string?> Create() => new("--where")
    {
        Description = "Rows for which this is true: comparisons, IN, BETWEEN, IS NULL, LIKE 'x%', AND, OR, NOT",
        HelpName = "CONDITION",
    };

    /// <exception cref="CommandFailedException">The text is no condition on these columns; the message says where.</exception>
    public static Expression Parse(string? text, Schema schema)
    {
        try
        {
            return text is null ? Expression.True : ConditionText.Parse(text, schema);
        }
        catch (FormatException e)
        {
            throw new CommandFailedException("--where " + e.Message, ExitCode.Usage);
        }
    }
}
