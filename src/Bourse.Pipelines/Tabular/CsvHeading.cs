using System.Text;

namespace Bourse.Pipelines.Tabular;

/// <summary>Reads the heading of a CSV file: one record of RFC 4180, so a name may hold the delimiter, quotes and line ends.</summary>
internal static class CsvHeading
{
    private const int CharactersMax = 1 << 20;

    /// <exception cref="PipelineException">No heading, or names that are empty, repeated or not UTF-8; the message names the file and the column.</exception>
    public static IReadOnlyList<string> Read(string file, CsvFormat format)
    {
        try
        {
            using var reader = new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);
            if (reader.Peek() == '\ufeff')
                reader.Read();
            var names = Record(reader, format.Delimiter, file);
            Check(names, file);
            return names;
        }
        catch (DecoderFallbackException e)
        {
            throw new PipelineException($"{Path.GetFileName(file)}: the heading is not UTF-8; convert the file.", e);
        }
    }

    private static List<string> Record(StreamReader reader, char delimiter, string file)
    {
        var names = new List<string>();
        var name = new StringBuilder();
        var quoted = false;
        for (var count = 0; ; count++)
        {
            var next = reader.Read();
            if (count > CharactersMax || (next < 0 && quoted))
                throw new PipelineException($"{Path.GetFileName(file)}: the heading does not end; is a quote left open?");
            if (quoted && next == '"' && reader.Peek() == '"')
                name.Append((char)reader.Read());
            else if (next == '"' && (quoted || name.Length == 0))
                quoted = !quoted;
            else if (!quoted && (next < 0 || next is '\r' or '\n' || next == delimiter))
            {
                names.Add(name.ToString());
                name.Clear();
                if (next != delimiter)
                    return names;
            }
            else
                name.Append((char)next);
        }
    }

    private static void Check(List<string> names, string file)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length == 0)
                throw new PipelineException($"{Path.GetFileName(file)}: column {i + 1} of the heading has no name.");
            if (!seen.Add(names[i]))
                throw new PipelineException($"{Path.GetFileName(file)}: the heading names '{names[i]}' twice; the engine cannot tell them apart.");
        }
    }
}
