namespace Bourse.Pipelines.Tabular;

/// <summary>What its owner says about a CSV file that the file does not say itself.</summary>
public sealed record CsvHints
{
    /// <summary>Nothing is said: a <c>.tsv</c> has tabs, and a <c>.csv</c> what its heading shows.</summary>
    public static CsvHints None { get; } = new();

    /// <summary>What stands between fields: a comma, a semicolon, a tab or a bar; null for what the heading shows.</summary>
    public char? Delimiter { get; init; }

    /// <summary>
    /// What stands before the digits of a fraction: a point, or a comma, beside which points group thousands; null for a point, unless numbers show a comma.
    /// </summary>
    public char? DecimalMark { get; init; }
}
