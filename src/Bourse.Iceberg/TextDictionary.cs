using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Bourse.Iceberg;

/// <summary>Immutable text by name, in ordinal order of names, equal to another one with the same content.</summary>
public sealed class TextDictionary : IReadOnlyDictionary<string, string>, IEquatable<TextDictionary>
{
    private readonly ImmutableSortedDictionary<string, string> _items;

    /// <summary>Copies the given pairs; of two with one name the later stays.</summary>
    public TextDictionary(IEnumerable<KeyValuePair<string, string>> items) =>
        _items = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal).SetItems(items);

    /// <summary>The map without content.</summary>
    public static TextDictionary Empty { get; } = new([]);

    /// <inheritdoc />
    public int Count => _items.Count;

    /// <inheritdoc />
    public IEnumerable<string> Keys => _items.Keys;

    /// <inheritdoc />
    public IEnumerable<string> Values => _items.Values;

    /// <inheritdoc />
    public string this[string key] => _items[key];

    /// <summary>This map with one pair added or replaced.</summary>
    public TextDictionary With(string name, string value) => new(_items.SetItem(name, value));

    /// <inheritdoc />
    public bool ContainsKey(string key) => _items.ContainsKey(key);

    /// <inheritdoc />
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => _items.TryGetValue(key, out value);

    /// <inheritdoc />
    public bool Equals(TextDictionary? other) => other is not null && _items.SequenceEqual(other._items);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as TextDictionary);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var (name, value) in _items)
        {
            hash.Add(name);
            hash.Add(value);
        }
        return hash.ToHashCode();
    }

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    public override string ToString() => $"{{{string.Join(", ", _items.Select(p => $"{p.Key}={p.Value}"))}}}";
}
