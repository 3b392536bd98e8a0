using System.CommandLine;
using Bourse.Cli.Output;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Scanning.Incremental;
using Bourse.Query.Engines;
using Bourse.Query.Scans;

namespace Bourse.Cli.Commands.Iceberg;

/// <summary><c>bourse iceberg changes TABLE</c>: the very rows that changed between two snapshots, or that were appended.</summary>
internal sealed class ChangesCommand
{
    private readonly TableOptions _options = new();
    private readonly RangeOptions _range = new();
    private readonly Option<bool> _fromEmpty = new("--from-empty") { Description = "Begin with the empty table, before its first snapshot" };
    private readonly Option<bool> _net = new("--net") { Description = "Show what remains of all changes, instead of what each snapshot did" };
    private readonly Option<string?> _key =
        new("--key") { Description = "The columns that identify a row, which pair updates; else the table's own", HelpName = "NAMES" };
    private readonly Option<bool> _appended = new("--appended") { Description = "Show the rows that were appended; refused where rows were removed as well" };
    private readonly Option<bool> _skipRemovals = new("--skip-removals") { Description = "With --appended: pass over snapshots that removed rows" };
    private readonly Option<string?> _where = WhereOption.Create();
    private readonly Option<long?> _limit = LimitOption.Create();

    public static Command Create(CommandContext context)
    {
        var changes = new ChangesCommand();
        var command = changes._options.On(
            "changes", "Show the rows that changed between two snapshots",
            [.. changes._range.All, changes._fromEmpty, changes._net, changes._key, changes._appended, changes._skipRemovals, changes._where, changes._limit]);
        command.Validators.Add(result =>
        {
            if (result.GetValue(changes._appended) && (result.GetValue(changes._net) || result.GetValue(changes._key) is not null))
                result.AddError("--appended shows rows as they came: leave out --net and --key.");
            if (result.GetValue(changes._skipRemovals) && !result.GetValue(changes._appended))
                result.AddError("--skip-removals: needs --appended.");
            if (result.GetValue(changes._fromEmpty) && result.GetResult(changes._range.From) is not null)
                result.AddError("Give one of --from and --from-empty.");
        });
        command.SetAction((parsed, cancellation) => changes.RunAsync(context, parsed, cancellation));
        return command;
    }

    private async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellation)
    {
        var table = await _options.OpenAsync(parsed, cancellation);
        var after = _range.After(parsed, table);
        if (after.Snapshot is null)
            throw new CommandFailedException("The table has no snapshot yet.");
        var before = parsed.GetValue(_fromEmpty) ? null : _range.Before(parsed, table, after);
        var query = await QueryAsync(parsed, table, before, after, cancellation);
        await using var engine = FileEngines.ForOwnFiles(null, context.Clock);
        using var run = await ScanRun.StartAsync(engine, query, parsed.GetValue(_limit), cancellation);
        TableOutput.Write(context.Terminal, [.. query.Schema.Fields.Select(f => f.Name)], run.Rows, parsed.GetValue(_options.Format));
        return ExitCode.Ok;
    }

    private async Task<ScanQuery> QueryAsync(ParseResult parsed, IcebergTable table, Snapshot? before, TableScan after, CancellationToken cancellation)
    {
        var filter = WhereOption.Parse(parsed.GetValue(_where), after.Schema);
        try
        {
            if (parsed.GetValue(_appended))
            {
                var removals = parsed.GetValue(_skipRemovals) ? RemovingSnapshots.Skip : RemovingSnapshots.Refuse;
                return await table.ScanAppends(before, after.Snapshot, removals).ToQueryAsync(filter, cancellation);
            }
            var scan = table.ScanChanges(before, after.Snapshot);
            if (parsed.GetValue(_key) is { } key)
                scan = ColumnNames.Use("--key", key, scan.Schema, scan.WithKeys);
            return parsed.GetValue(_net) ? await scan.ToNetQueryAsync(filter, cancellation) : await scan.ToQueryAsync(filter, cancellation);
        }
        catch (ArgumentException e)
        {
            throw new CommandFailedException(e.Message.Split(" (Parameter")[0]);
        }
    }
}
