using Bourse.Iceberg;

namespace Bourse.Contracts;

/// <summary>What a quality rule measures: one number over a table.</summary>
public abstract record QualityMeasure
{
    private QualityMeasure() { }

    /// <summary>Rows.</summary>
    public sealed record RowCount : QualityMeasure;

    /// <summary>Rows in which the column is null.</summary>
    public sealed record NullValues(string Column) : QualityMeasure;

    /// <summary>Rows in which the column is null or one of the values that stand for nothing.</summary>
    public sealed record MissingValues(string Column, ValueList<string> Placeholders) : QualityMeasure;

    /// <summary>Rows in which the column is neither null nor one of the valid values.</summary>
    public sealed record NotIn(string Column, ValueList<string> ValidValues) : QualityMeasure;

    /// <summary>Rows in which the column is not null and does not match the pattern (RE2 syntax, the whole value).</summary>
    public sealed record NotMatching(string Column, string Pattern) : QualityMeasure;

    /// <summary>Rows in which the column is not null and lies outside the range.</summary>
    public sealed record OutOfRange(string Column, Threshold.Range Range) : QualityMeasure;

    /// <summary>Rows beyond the first that share one combination of the columns' values.</summary>
    public sealed record DuplicateValues(ValueList<string> Columns) : QualityMeasure;

    /// <summary>The one number a query answers; <c>${object}</c> in it stands for the table, as in the standard.</summary>
    public sealed record Sql(string Query) : QualityMeasure;

    /// <summary>By how many percent another measure differs from the newest revision's, up or down: 0 and more.</summary>
    public sealed record Change(QualityMeasure Of) : QualityMeasure;

    /// <summary>How far another measure lies from the median of earlier revisions', in robust standard deviations: 0 and more (decision 21).</summary>
    public sealed record RobustZ(QualityMeasure Of) : QualityMeasure;

    /// <summary>The population stability index of the column against the newest revision: 0 for the same distribution (decision 21).</summary>
    public sealed record DistributionShift(string Column) : QualityMeasure;

    /// <summary>Hours since the newest value of a date or time column; a date is its first moment, UTC.</summary>
    public sealed record AgeHours(string Column) : QualityMeasure;

    /// <summary>
    /// The distance between the one number a query answers over the table and the one another answers over a lakehouse table, <c>${source}</c> in it; in percent, of the
    /// source's number.
    /// </summary>
    /// <param name="Query">The query over <c>${object}</c>.</param>
    /// <param name="Source">The lakehouse table, as <c>namespace.name</c>.</param>
    /// <param name="SourceQuery">The query over <c>${source}</c>.</param>
    public sealed record Reconciliation(string Query, string Source, string SourceQuery) : QualityMeasure;
}
