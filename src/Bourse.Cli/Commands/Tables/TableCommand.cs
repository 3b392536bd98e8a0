using System.CommandLine;
using Bourse.Catalog;

namespace Bourse.Cli.Commands.Tables;

/// <summary><c>bourse table</c></summary>
internal static class TableCommand
{
    public static Command Create(CommandContext context) => new("table", "Maintain the lakehouse's tables, and erase subjects from them")
    {
        MaintainTableCommand.Create(context),
        EraseTableCommand.Create(context),
    };

    /// <summary>The argument that names a table.</summary>
    public static Argument<TableIdentifier> Argument() => new("TABLE")
    {
        Description = "The table, as namespace.name, such as gold.nav_history",
        CustomParser = result =>
        {
            try
            {
                return TableIdentifier.Parse(result.Tokens[0].Value);
            }
            catch (FormatException mistake)
            {
                result.AddError($"TABLE: '{result.Tokens[0].Value}' names no table. {mistake.Message}");
                return default;
            }
        },
    };
}
