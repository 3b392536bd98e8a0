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
}
