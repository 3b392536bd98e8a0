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
    private const string Guard = "'";

    public static string Write(DataRows rows, bool withHeading = true)
    {
        var text = new StringBuilder();
        if (withHeading)
            Line(text, rows.Columns);
        foreach (var row in rows.Values)
            Line(text, row);
        return text.ToString();
    }

    private static void Line(StringBuilder text, IEnumerable<object?> cells) => text.AppendJoin(',', cells.Select(Field)).Append("\r\n");

    private static string Field(object? cell)
    {
        var text = cell is string written ? Guarded(written) : InvariantText.Of(cell);
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static string Guarded(string text) => Number().IsMatch(text) ? text : FormulaStart().Replace(text, Guard);

    // Where a cell may begin to Excel, LibreOffice or Sheets, which in some countries split at semicolons or tabs: what begins a formula there, also in full
    // width, after any blanks.
    [GeneratedRegex(@"(?<=\A|;|\t)(?=\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n])", RegexOptions.CultureInvariant)]
    private static partial Regex FormulaStart();

    [GeneratedRegex(@"\A[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
