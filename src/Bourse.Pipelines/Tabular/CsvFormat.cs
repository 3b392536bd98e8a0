namespace Bourse.Pipelines.Tabular;

/// <summary>How a CSV file is written. Quotes are double quotes, doubled inside; the first row is the heading.</summary>
/// <param name="Delimiter">What stands between fields; one character, not a quote or line end.</param>
public sealed record CsvFormat(char Delimiter)
{
    /// <summary>Fields with commas between them.</summary>
    public static CsvFormat Comma { get; } = new(',');
}
