using System.Text;

namespace Bourse.Cli.Output;

/// <summary>Comma-separated text by RFC 4180: CRLF, quotes doubled.</summary>
internal static class CsvText
{
    public static string Write(DataRows rows)
    {
        var text = new StringBuilder();
        Line(text, rows.Columns);
        foreach (var row in rows.Values)
            Line(text, row.Select(CellText.Of));
        return text.ToString();
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Field)).Append("\r\n");

    private static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
