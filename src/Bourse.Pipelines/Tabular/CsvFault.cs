using System.Globalization;
using System.Text.RegularExpressions;

namespace Bourse.Pipelines.Tabular;

/// <summary>The engine's refusal of a CSV file in our words: it names its own settings as remedies, which nobody here can turn, and quotes what is in the file.</summary>
internal static partial class CsvFault
{
    /// <summary>Line, cause and remedy; null where the refusal tells no line or is of a kind that is not known.</summary>
    public static string? Find(string refusal, char delimiter)
    {
        if (Line().Match(refusal) is not { Success: true } at)
            return null;
        var line = long.Parse(at.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        if (Fields().Match(refusal) is { Success: true } fields)
        {
            return $"line {line} has {Count(fields.Groups[2].Value)} and the heading {fields.Groups[1].Value}, with {CsvDelimiter.Name(delimiter)} between them; "
                + "correct the line, or say with --delimiter what stands between fields.";
        }
        if (refusal.Contains("not utf-8", StringComparison.OrdinalIgnoreCase))
            return $"line {line} is not UTF-8; say with --encoding what the file is: windows-1252, latin-1 or utf-16.";
        if (refusal.Contains("quote", StringComparison.OrdinalIgnoreCase) && refusal.Contains("unterminated", StringComparison.OrdinalIgnoreCase))
            return $"line {line} leaves a quote open; quotes inside a quoted field are doubled.";
        return Column().Match(refusal) is { Success: true } column
            ? $"line {line}: a value of column '{column.Groups[1].Value}' is no {column.Groups[2].Value}, which the others are, or the table wants."
            : null;
    }

    private static string Count(string fields) => fields == "1" ? "1 field" : $"{fields} fields";

    [GeneratedRegex(@"CSV Error on Line: ([0-9]+)")]
    private static partial Regex Line();

    [GeneratedRegex(@"Expected Number of Columns: ([0-9]+) Found: ([0-9]+)")]
    private static partial Regex Fields();

    [GeneratedRegex("Error when converting column \"([^\"\n]+)\".*to '([^'\n]+)'", RegexOptions.Singleline)]
    private static partial Regex Column();
}
