using System.Globalization;

namespace Bourse.Storage;

/// <summary>The bytes a store gave are not those that were written. None of them were handed out.</summary>
public sealed class CorruptObjectException(string storeName, ObjectKey key, int? block, string problem)
    : StorageException(Text(storeName, key, block, problem), isTransient: false)
{
    /// <summary>The object.</summary>
    public ObjectKey Key { get; } = key;

    /// <summary>The block of 1 MiB, from 0; null when the object as a whole differs.</summary>
    public int? Block { get; } = block;

    private static string Text(string storeName, ObjectKey key, int? block, string problem)
    {
        var place = block is { } index ? string.Create(CultureInfo.InvariantCulture, $"block {index} of the object") : "the object";
        return $"The store '{storeName}' gave wrong bytes for {place} '{key}': {problem}. Restore it from a copy.";
    }
}
