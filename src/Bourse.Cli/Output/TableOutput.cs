namespace Bourse.Cli.Output;

/// <summary>Writes rows of tables: JSON as <c>{"columns": [...], "rows": [[...]]}</c>, row by row, so that a large table needs no memory.</summary>
internal static class TableOutput
{
    public static void Write(Terminal terminal, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows, OutputFormat format)
    {
        if (format != OutputFormat.Json)
        {
            terminal.Write(new DataRows(columns, [.. rows.Select(row => row.Select(TableValues.Cell).ToArray())]), format);
            return;
        }
        terminal.Write($"{{\"columns\": {TableValues.Json(columns)}, \"rows\": [");
        var separator = "\n";
        foreach (var row in rows)
        {
            terminal.Write(separator + TableValues.Json(row));
            separator = ",\n";
        }
        terminal.Write("\n]}\n");
    }
}
