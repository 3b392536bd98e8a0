namespace Bourse.Pipelines.Tabular;

/// <summary>Finds what stands between the fields of a CSV file by its first records. It never guesses: two candidates that both fit are a mistake.</summary>
internal static class CsvDelimiter
{
    /// <summary>What can stand between fields: what banks, spreadsheets and databases write.</summary>
    public const string Candidates = ",;\t|";

    private const int CharactersMax = 1 << 16;
    private const int RecordsMax = 100;

    /// <summary>
    /// The candidate that splits the heading, and every record of the file's beginning into as many fields as the heading; where none does, the only one that the
    /// heading has. A comma for one column.
    /// </summary>
    /// <exception cref="PipelineException">Several would do.</exception>
    public static char Of(string file)
    {
        if (Path.GetExtension(file).Equals(".tsv", StringComparison.OrdinalIgnoreCase))
            return '\t';
        var records = Counts(Beginning(file));
        var inHeading = Enumerable.Range(0, Candidates.Length).Where(i => records[0][i] > 0).ToList();
        var even = inHeading.Where(i => records.All(record => record[i] == records[0][i])).ToList();
        return (inHeading.Count, even.Count) switch
        {
            (0, _) => ',',
            (1, _) => Candidates[inHeading[0]],
            (_, 1) => Candidates[even[0]],
            _ => throw new PipelineException(
                $"{Path.GetFileName(file)}: {string.Join(" or ", inHeading.Select(i => Name(Candidates[i])))} may stand between its fields; say which with --delimiter."),
        };
    }

    /// <summary>A delimiter as people call it.</summary>
    public static string Name(char delimiter) => delimiter == '\t' ? "a tab" : $"'{delimiter}'";

    private static ReadOnlySpan<char> Beginning(string file)
    {
        // Whatever the encoding, these characters are found; what is no text is reported where it is read.
        using var reader = new StreamReader(file);
        var characters = new char[CharactersMax];
        return characters.AsSpan(0, reader.ReadBlock(characters));
    }

    // How often each candidate stands outside quotes, a record. The last record may be cut: it counts only when nothing else does.
    private static List<int[]> Counts(ReadOnlySpan<char> text)
    {
        var records = new List<int[]>();
        var (counts, quoted, isEmpty) = (new int[Candidates.Length], false, true);
        foreach (var character in text)
        {
            if (character == '"')
                quoted = !quoted;
            else if (!quoted && character is '\n' or '\r')
            {
                if (!isEmpty)
                    records.Add(counts);
                if (records.Count == RecordsMax)
                    return records;
                (counts, isEmpty) = (new int[Candidates.Length], true);
                continue;
            }
            else if (!quoted && Candidates.IndexOf(character, StringComparison.Ordinal) is >= 0 and var index)
                counts[index]++;
            isEmpty = false;
        }
        if (!isEmpty && (records.Count == 0 || text.Length < CharactersMax))
            records.Add(counts);
        return records.Count == 0 ? [counts] : records;
    }
}
