using System.CommandLine;
using System.Globalization;
using Bourse.Cli.Help;
using Bourse.Cli.Output;
using Bourse.Query.Parsing;
using Bourse.Query.Provider;
using Bourse.Server.Composition;

namespace Bourse.Cli.Commands;

/// <summary><c>bourse sql "SELECT …"</c>: the provider's own query over the lakehouse; no row rule applies.</summary>
internal static class SqlCommand
{
    private const int RowsDefault = 10_000;

    public static Command Create(CommandContext context)
    {
        var sql = new Argument<string>("SELECT") { Description = "One SELECT over namespace.table; SHOW TABLES and DESCRIBE namespace.table tell what there is" };
        var rowsMax = new Option<int>("--rows") { Description = "The most rows to show", HelpName = "N", DefaultValueFactory = _ =>
            RowsDefault };
        rowsMax.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var rows) && rows < 1)
                result.AddError("--rows: must be 1 or more.");
        });
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("sql", "Query the lakehouse, as the provider") { sql, rowsMax, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var result = await RunAsync(node, parsed.GetRequiredValue(sql), parsed.GetValue(rowsMax), cancellation);
            context.Terminal.Write(new DataRows([.. result.Columns.Select(column => column.Name)], result.Rows), parsed.GetValue(format));
            if (result.Truncated)
                context.Terminal.Say($"Only the first {result.Rows.Count} rows are shown; ask for more with --rows.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<QueryRows> RunAsync(BourseNode node, string sql, int rowsMax, CancellationToken cancellation)
    {
        try
        {
            return await node.Exchange.Sql.RunAsync(sql, rowsMax, cancellation);
        }
        catch (SqlRefusedException refused) when (refused.MissingTable is { } missing)
        {
            var tables = (await node.Exchange.Tables.ListAsync(cancellation)).Select(table => table.ToString());
            throw new CommandFailedException($"{refused.Message}{NearestName.Question(missing, tables)}");
        }
    }
}
