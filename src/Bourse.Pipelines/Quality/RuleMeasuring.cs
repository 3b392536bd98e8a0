using System.Globalization;
using System.Numerics;
using Bourse.Contracts;
using Bourse.DuckDb;
using Bourse.Exchange.Publishing;
using Bourse.Iceberg.Schemas;
using Bourse.Query.Parsing;

namespace Bourse.Pipelines.Quality;

/// <summary>Measures rules in an engine that has the views of <see cref="QualityViews"/>.</summary>
/// <param name="connection">The engine.</param>
/// <param name="input">What the gate looks at.</param>
/// <param name="now">The time that ages are counted to.</param>
internal sealed class RuleMeasuring(DuckDbConnection connection, GateInput input, DateTimeOffset now)
{
    private const string SourceInQueries = "${source}";

    /// <summary>Measures one rule of a table of the contract.</summary>
    public Measurement Measure(ContractTable table, QualityRule rule, CancellationToken cancellation)
    {
        if (!input.Tables.ContainsKey(table.Name))
            return new Measurement.Failed($"the table {table.Name} is missing");
        try
        {
            return rule.Measure switch
            {
                QualityMeasure.Change change => Compared(change.Of, EarlierMeasures.Change),
                QualityMeasure.RobustZ robust => Compared(robust.Of, EarlierMeasures.RobustZ),
                QualityMeasure.DistributionShift shift => Shift(table, shift, cancellation),
                QualityMeasure.AgeHours age => Age(table, age, cancellation),
                QualityMeasure.Reconciliation reconciliation => Reconcile(table, rule, reconciliation, cancellation),
                var own => Counted(own) is { } number ? new Measurement.Taken(number, number) : NoNumber,
            };
        }
        catch (Exception e) when (e is DuckDbException or SqlRefusedException or InvalidOperationException or OverflowException)
        {
            return new Measurement.Failed(e.Message.Split('\n')[0]);
        }

        Measurement Compared(QualityMeasure measure, Func<decimal, IReadOnlyList<decimal>, Measurement> compare) =>
            Counted(measure) is { } number ? compare(number, EarlierOf(table, rule)) : NoNumber;

        decimal? Counted(QualityMeasure measure) => Count(table, measure, rule.InPercent, cancellation);
    }

    private static Measurement NoNumber => new Measurement.Failed("the query gives no number");

    private decimal? Count(ContractTable table, QualityMeasure measure, bool inPercent, CancellationToken cancellation)
    {
        var view = QualityViews.OfTable(table.Name);
        var sql = QualitySql.Of(measure, view);
        if ((measure is QualityMeasure.Sql ? AskedBy(sql, cancellation) : Asked(sql, cancellation)) is not { } number)
            return null;
        if (!inPercent)
            return number;
        var rows = connection.QuerySingle<long>($"SELECT count(*) FROM {view}", cancellation);
        return rows == 0 ? 0 : 100 * number / rows;
    }

    private IReadOnlyList<decimal> EarlierOf(ContractTable table, QualityRule rule) =>
    [
        .. input.Earlier.Select(revision => revision.Quality.Results.FirstOrDefault(result => result.Table == table.Name.Value && result.Rule == rule.Name)?.Value)
            .OfType<decimal>(),
    ];

    private Measurement Shift(ContractTable table, QualityMeasure.DistributionShift shift, CancellationToken cancellation)
    {
        if (!input.Previous.TryGetValue(table.Name, out var previous))
            return new Measurement.NoHistory(0, 1, null);
        if (input.Tables[table.Name].Schema.FindColumn(shift.Column) is not { } column)
            return new Measurement.Failed($"the table has no column {shift.Column}");
        if (previous.Schema.FindColumn(column.Id) is not { } before)
            return new Measurement.NoHistory(0, 1, null);
        if (column.Type is not IcebergType.Primitive)
            return new Measurement.Failed($"{column.Type} has no distribution that is compared; take a column of numbers, times, texts or booleans");
        var sql = DistributionShiftSql.Of((column.Name, before.Name), column.Type, QualityViews.OfTable(table.Name), QualityViews.OfPrevious(table.Name));
        return Asked(sql, cancellation) is { } number ? new Measurement.Taken(number, number) : new Measurement.Failed("one of the tables is empty");
    }

    private Measurement Age(ContractTable table, QualityMeasure.AgeHours age, CancellationToken cancellation)
    {
        var sql = $"SELECT epoch(max({Sql.Identifier(age.Column)})) FROM {QualityViews.OfTable(table.Name)}";
        return Asked(sql, cancellation) is { } newest
            ? Taken(((decimal)now.ToUnixTimeMilliseconds() / 1000 - newest) / 3600)
            : new Measurement.Failed("there is no value whose age it could be");
        static Measurement Taken(decimal hours) => new Measurement.Taken(hours, hours);
    }

    private Measurement Reconcile(ContractTable table, QualityRule rule, QualityMeasure.Reconciliation reconciliation, CancellationToken cancellation)
    {
        if (!input.Sources.ContainsKey(reconciliation.Source))
            return new Measurement.Failed($"the lakehouse has no table {reconciliation.Source} with data");
        var source = reconciliation.SourceQuery.Replace(SourceInQueries, QualityViews.OfSource(reconciliation.Source), StringComparison.Ordinal);
        if (AskedBy(QualitySql.Of(new QualityMeasure.Sql(reconciliation.Query), QualityViews.OfTable(table.Name)), cancellation) is not { } ours
            || AskedBy(source, cancellation) is not { } theirs)
            return NoNumber;
        var distance = Math.Abs(ours - theirs);
        return !rule.InPercent || distance == 0 ? new Measurement.Taken(distance, distance)
            : theirs == 0 ? new Measurement.Failed("the source's number is 0, of which nothing is a percentage")
            : new Measurement.Taken(100 * distance / Math.Abs(theirs), distance);
    }

    // A text of the contract is one SELECT and nothing else.
    private decimal? AskedBy(string sql, CancellationToken cancellation)
    {
        SelectStatement.Parse(connection, sql);
        return Asked(sql, cancellation);
    }

    private decimal? Asked(string sql, CancellationToken cancellation) => Number(connection.QuerySingle<object>(sql, cancellation));

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
