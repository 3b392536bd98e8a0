using System.CommandLine;
using Bourse.Cli.Output;
using Bourse.Exchange.Agreements;

namespace Bourse.Cli.Commands.Agreements;

/// <summary><c>bourse agreements show NUMBER</c></summary>
internal static class ShowAgreementCommand
{
    private static readonly string[] Columns = ["product", "table", "revision", "rows", "rows_in_all", "only", "columns", "masked", "columns_in_all"];

    public static Command Create(CommandContext context)
    {
        var number = new Argument<string>("NUMBER") { Description = "The agreement, for example CTR-2024-001" };
        var data = CommandContext.DataOption();
        var format = Formats.Option(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        var command = new Command("show", "Show the rows and columns that an agreement grants of each table") { number, data, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            var agreement = AgreementsCommand.Number(parsed.GetRequiredValue(number));
            await using var node = await context.OpenAsync(parsed.GetRequiredValue(data), cancellation);
            var grants = (await node.Metastore.ReadAsync(session => node.Access.Grants.ListAsync(session), cancellation))
                .Where(grant => grant.Agreement == agreement)
                .ToList();
            if (grants.Count == 0)
                throw new CommandFailedException($"There is no agreement {agreement}; 'bourse agreements list' shows what there is.");
            var tables = await node.Exchange.GrantedTables.OfAsync(grants, cancellation);
            context.Terminal.Write(new DataRows(Columns, [.. tables.Select(Row)]), parsed.GetValue(format));
            context.Terminal.Say($"{agreement} of account {grants[0].Account} is {ChangeAgreementCommand.Word(grants[0].State)}.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<object?> Row(GrantedTable granted) =>
    [
        granted.Product.Value, granted.Table.Value, granted.Revision, granted.RowCount, granted.RowCountInAll, granted.Only, string.Join(' ', granted.Columns),
        string.Join(' ', granted.MaskedColumns), granted.ColumnCountInAll,
    ];
}
