using System.Globalization;
using System.Numerics;
using Bourse.Access.Resources;
using Bourse.Contracts;
using Bourse.DuckDb;
using Bourse.Exchange.Publishing;
using Bourse.Query.Parsing;
using Bourse.Query.Sessions;
using Bourse.Storage;

namespace Bourse.Pipelines.Quality;

/// <summary>
/// Measures a contract's quality rules on pinned snapshots, in an engine that sees those tables and nothing else. A rule that cannot be measured has failed.
/// </summary>
public sealed class QualityRunner : IQualityGate
{
    private const string Namespace = "product";

    /// <inheritdoc />
    public async Task<QualityReport> CheckAsync(DataContract contract, IReadOnlyDictionary<TableName, PinnedTable> tables, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(tables);
        using var held = new LocalFileHolds(tables.Values.Select(table => table.Table.Files.HoldLocalFiles()));
        var pinned = new List<SessionTable>();
        foreach (var (name, table) in tables)
            pinned.Add(await SessionTable.PlanAsync(Namespace, name.Value, table.Table, table.Snapshot, cancellation));
        using var session = TableSession.Open(pinned);
        var results = new List<RuleResult>();
        foreach (var table in contract.Tables)
        {
            foreach (var rule in table.Quality)
                results.Add(Check(session.Connection, table, rule, tables.ContainsKey(table.Name), cancellation));
        }
        return new QualityReport(results);
    }

    private static RuleResult Check(DuckDbConnection connection, ContractTable table, QualityRule rule, bool present, CancellationToken cancellation)
    {
        var (measure, reason) = present ? Measure(connection, table, rule, cancellation) : (null, $"the table {table.Name} is missing");
        var unit = rule.InPercent ? " %" : "";
        return new RuleResult
        {
            Table = table.Name.Value,
            Rule = rule.Name,
            Description = rule.Description,
            Measured = measure is { } number ? number.ToString("0.######", CultureInfo.InvariantCulture) + unit : "not measured",
            Problem = measure is null ? reason : null,
            Expected = rule.Threshold + unit,
            Passed = measure is { } value && rule.Threshold.Holds(value),
            Blocking = rule.Blocking,
        };
    }

    private static (decimal? Measure, string Reason) Measure(
        DuckDbConnection connection, ContractTable table, QualityRule rule, CancellationToken cancellation)
    {
        var view = Sql.Identifier(Namespace, table.Name.Value);
        try
        {
            var sql = QualitySql.Of(rule.Measure, view);
            if (rule.Measure is QualityMeasure.Sql)
                SelectStatement.Parse(connection, sql);
            if (Number(connection.QuerySingle<object>(sql, cancellation)) is not { } measure)
                return (null, "the query gives no number");
            if (!rule.InPercent)
                return (measure, "");
            var rows = connection.QuerySingle<long>($"SELECT count(*) FROM {view}", cancellation);
            return (rows == 0 ? 0 : 100 * measure / rows, "");
        }
        catch (Exception e) when (e is DuckDbException or SqlRefusedException or InvalidOperationException or OverflowException)
        {
            return (null, e.Message.Split('\n')[0]);
        }
    }

    private static decimal? Number(object? value) => value switch
    {
        null => null,
        Int128 number => (decimal)(BigInteger)number,
        double number when double.IsFinite(number) => (decimal)number,
        float number when float.IsFinite(number) => (decimal)number,
        bool flag => flag ? 1 : 0,
        decimal or sbyte or short or int or long or byte or ushort or uint or ulong => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
