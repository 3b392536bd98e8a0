namespace Bourse.Contracts;

/// <summary>One quality rule of a table (ODCS <c>quality</c>).</summary>
public sealed record QualityRule
{
    /// <summary>Its name, unique in the table.</summary>
    public required string Name { get; init; }

    /// <summary>What it asks, in words.</summary>
    public required string Description { get; init; }

    /// <summary>What it measures.</summary>
    public required QualityMeasure Measure { get; init; }

    /// <summary>
    /// Whether rows are counted as a share of the table's, 0 to 100, instead of by their number: by the measure itself or by the one it compares. A reconciliation's
    /// distance is then a share of the source's number.
    /// </summary>
    public required bool InPercent { get; init; }

    /// <summary>What the measure must be.</summary>
    public required Threshold Threshold { get; init; }

    /// <summary>Whether a failure stops a revision (severity <c>error</c>, the default) or is only reported (<c>warning</c>).</summary>
    public required bool Blocking { get; init; }
}
