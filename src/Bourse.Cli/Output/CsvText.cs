using System.Text;
using System.Text.RegularExpressions;

namespace Bourse.Cli.Output;

/// <summary>
/// Comma-separated text by RFC 4180: CRLF, quotes doubled. Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV
/// Injection"): names of resources, principals and the like are chosen by clients, and a formula of theirs must not run where the provider opens the file.
/// Numbers, also those written as text, stay as they are.
/// </summary>
internal static partial class CsvText
{
    private const char Guard = '\'';

    // What begins a formula in Excel, LibreOffice or Sheets, also in full width; and the blanks that they skip before one.
    private const string FormulaStarts = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    public static string Write(DataRows rows)
    {
        var text = new StringBuilder();
        Line(text, rows.Columns);
        foreach (var row in rows.Values)
            Line(text, row);
        return text.ToString();
    }

    private static void Line(StringBuilder text, IEnumerable<object?> cells) => text.AppendJoin(',', cells.Select(Field)).Append("\r\n");

    private static string Field(object? cell)
    {
        var text = cell is string written ? Guarded(written) : CellText.Of(cell);
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static string Guarded(string text) =>
        text.Length > 0 && FormulaStarts.Contains(text.TrimStart(' ').FirstOrDefault(), StringComparison.Ordinal) && !Number().IsMatch(text) ? Guard + text : text;

    [GeneratedRegex(@"\A[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
