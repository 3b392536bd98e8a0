using System.Globalization;

namespace Bourse.Contracts.Yaml;

/// <summary>Takes a mapping's keys one by one and collects every mistake with its path and line; a key nobody took is a mistake too.</summary>
internal sealed class MapReader
{
    private readonly IReadOnlyDictionary<string, YamlTree> _entries;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly int _line;
    private readonly List<string> _mistakes;

    internal MapReader(YamlTree tree, string path, List<string> mistakes)
    {
        _path = path;
        _line = tree.Line;
        _mistakes = mistakes;
        if (tree is YamlTree.Mapping mapping)
        {
            _entries = mapping.Entries;
        }
        else
        {
            _entries = new Dictionary<string, YamlTree>();
            mistakes.Add($"{Name(path)} (line {tree.Line}): must be a mapping of keys to values.");
        }
    }

    internal bool Has(string key) => _entries.ContainsKey(key);

    internal string Path(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    /// <summary>Reports a mistake in a key's value, or of the mapping where the key is missing.</summary>
    internal void Mistake(string key, string what) => _mistakes.Add($"{Path(key)} (line {(_entries.TryGetValue(key, out var tree) ? tree.Line : _line)}): {what}");

    internal string Text(string key)
    {
        var text = OptionalText(key);
        if (text is null && !(_entries.TryGetValue(key, out var tree) && tree is not YamlTree.Scalar))
        {
            Mistake(key, "is missing; write it as text.");
        }

        return text ?? "";
    }

    internal string? OptionalText(string key)
    {
        if (Take(key) is not { } tree)
        {
            return null;
        }

        if (tree is YamlTree.Scalar scalar)
        {
            return scalar.IsNull ? null : scalar.Text;
        }

        Mistake(key, "must be text.");
        return null;
    }

    internal bool Flag(string key)
    {
        switch (OptionalText(key))
        {
            case null or "false": return false;
            case "true": return true;
            default: Mistake(key, "must be true or false."); return false;
        }
    }

    // No signs of thousands: 0,5 would be 5.
    internal static decimal? NumberOf(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal decimal? Number(string key)
    {
        if (OptionalText(key) is not { } text)
        {
            return null;
        }

        if (NumberOf(text) is { } number)
        {
            return number;
        }

        Mistake(key, $"must be a number, not '{text}'.");
        return null;
    }

    internal T? OneOf<T>(string key, IReadOnlyDictionary<string, T> choices) where T : struct
    {
        if (OptionalText(key) is not { } text)
        {
            return null;
        }

        if (choices.TryGetValue(text, out var chosen))
        {
            return chosen;
        }

        Mistake(key, $"must be one of {string.Join(", ", choices.Keys)}, not '{text}'.");
        return null;
    }

    internal IReadOnlyList<string> Texts(string key) => Items(key, (tree, path) =>
    {
        if (tree is YamlTree.Scalar scalar)
        {
            return scalar.Text;
        }

        _mistakes.Add($"{path} (line {tree.Line}): must be text.");
        return "";
    });

    internal IReadOnlyList<T> Maps<T>(string key, Func<MapReader, T> read) => Items(key, (tree, path) =>
    {
        var reader = new MapReader(tree, path, _mistakes);
        var value = read(reader);
        reader.Finish();
        return value;
    });

    internal T? Map<T>(string key, Func<MapReader, T> read) where T : class
    {
        if (Take(key) is not { } tree)
        {
            return null;
        }

        var reader = new MapReader(tree, Path(key), _mistakes);
        var value = read(reader);
        reader.Finish();
        return value;
    }

    /// <summary>The tree of a key whose shape its own reader knows; null when it is absent.</summary>
    internal YamlTree? Take(string key)
    {
        _taken.Add(key);
        return _entries.GetValueOrDefault(key);
    }

    /// <summary>Reports the keys nobody took.</summary>
    internal void Finish()
    {
        foreach (var key in _entries.Keys.Where(key => !_taken.Contains(key)))
        {
            Mistake(key, "is not a key known here; remove it, or put it under customProperties.");
        }
    }

    private IReadOnlyList<T> Items<T>(string key, Func<YamlTree, string, T> read)
    {
        switch (Take(key))
        {
            case null:
                return [];
            case YamlTree.Sequence sequence:
                return [.. sequence.Items.Select((item, at) => read(item, $"{Path(key)}[{at}]"))];
            case var other:
                Mistake(key, "must be a list.");
                return [];
        }
    }

    private static string Name(string path) => path.Length == 0 ? "the document" : path;
}
