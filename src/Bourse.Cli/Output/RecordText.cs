using System.Text;

namespace Bourse.Cli.Output;

/// <summary>Rows one below the other, a value a line: for a screen on which a table of them would break ids and times apart.</summary>
internal static class RecordText
{
    // A table's blanks around a value, and what stands between columns.
    private const int ColumnSpace = 3;

    /// <summary>Whether a table would break words of these rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="width">The characters of a line.</param>
    public static bool IsBetter(DataRows rows, int width) =>
        rows.Values.Count > 0
        && 1 + Enumerable.Range(0, rows.Columns.Count)
            .Sum(column => ColumnSpace + Math.Max(rows.Columns[column].Length, rows.Values.Max(row => LongestWord(InvariantText.Of(row[column]))))) > width;

    /// <summary>The rows, a blank line after each.</summary>
    public static string Write(DataRows rows)
    {
        var width = rows.Columns.Max(column => column.Length);
        var text = new StringBuilder();
        foreach (var row in rows.Values)
        {
            for (var column = 0; column < rows.Columns.Count; column++)
            {
                if (row[column] is { } value)
                    text.Append($"{rows.Columns[column].PadRight(width)}  {ControlText.Visible(InvariantText.Of(value))}\n");
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    private static int LongestWord(string text) => text.Split(' ', '\n').Max(word => word.Length);
}
