using System.CommandLine;
using Bourse.Pipelines.Tabular;

namespace Bourse.Cli.Publishing;

/// <summary><c>--delimiter</c>, <c>--decimal</c> and <c>--encoding</c>: what a text file does not say itself.</summary>
internal sealed class CsvOptions
{
    private static readonly Dictionary<string, char> s_delimiters = new() { ["comma"] = ',', ["semicolon"] = ';', ["tab"] = '\t', ["bar"] = '|' };
    private static readonly Dictionary<string, char> s_decimalMarks = new() { ["point"] = '.', ["comma"] = ',' };

    /// <summary>What stands between fields.</summary>
    public Option<string?> Delimiter { get; } =
        Create("--delimiter", "Of a CSV file: what stands between fields; else what its heading shows", s_delimiters);

    /// <summary>What begins a fraction.</summary>
    public Option<string?> Decimal { get; } = Create("--decimal", "Of a CSV file: what begins a fraction", s_decimalMarks);

    /// <summary>How characters are written.</summary>
    public Option<string?> Encoding { get; } = Create("--encoding", "Of a text file: how its characters are written; else UTF-8", Utf8Copy.Encodings);

    /// <summary>What was said of a CSV file.</summary>
    public CsvHints Hints(ParseResult parsed) => new()
    {
        Delimiter = Character(s_delimiters, parsed.GetValue(Delimiter)),
        DecimalMark = Character(s_decimalMarks, parsed.GetValue(Decimal)),
    };

    // Whoever writes the character itself means it.
    private static char? Character(Dictionary<string, char> names, string? said) => said is null ? null : names.TryGetValue(said, out var named) ? named : said[0];

    private static Option<string?> Create(string name, string description, Dictionary<string, char> names) =>
        Create(name, description, [.. names.Keys], said => said.Length == 1 && names.ContainsValue(said[0]));

    private static Option<string?> Create(string name, string description, IReadOnlyList<string> values, Func<string, bool>? isMeant = null)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = string.Join('|', values) };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !values.Contains(result.Tokens[0].Value) && isMeant?.Invoke(result.Tokens[0].Value) != true)
                result.AddError($"{name}: '{result.Tokens[0].Value}' is not one of {string.Join(", ", values)}.");
        });
        return option;
    }
}
