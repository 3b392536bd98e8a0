namespace Bourse.Storage;

/// <summary>
/// Objects as they are named inside table metadata: <c>s3://&lt;store&gt;/&lt;key&gt;</c>. The text is taken as it stands: no percent-decoding, query, port or
/// normalising, so that what was checked is what is read.
/// </summary>
public readonly record struct StoreLocation
{
    private const string Scheme = "s3://";

    /// <summary>Names an object of a store.</summary>
    public StoreLocation(string storeName, ObjectKey key) => (StoreName, Key) = (Storage.StoreName.Check(storeName), key);

    /// <summary>The store.</summary>
    public string StoreName { get; }

    /// <summary>The object, or the common folder of a table's objects.</summary>
    public ObjectKey Key { get; }

    /// <summary>Parses a location of any store.</summary>
    /// <exception cref="FormatException">The text has another scheme, or its key is not one.</exception>
    public static StoreLocation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.StartsWith(Scheme, StringComparison.Ordinal) ? text.IndexOf('/', Scheme.Length) : -1;
        if (slash < 0)
            throw new FormatException($"The location '{Shown(text)}' is not of the form s3://<store>/<key>.");
        try
        {
            return new StoreLocation(text[Scheme.Length..slash], ObjectKey.Parse(text[(slash + 1)..]));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new FormatException($"The location '{Shown(text)}' is refused: {e.Message}", e);
        }
    }

    /// <summary>Parses a location that must lie in a store and, when given, below a folder of it.</summary>
    /// <param name="text">The location.</param>
    /// <param name="storeName">The one store allowed.</param>
    /// <param name="folder">The folder allowed, without a slash at its end; null for the whole store.</param>
    /// <exception cref="FormatException">The location lies elsewhere or is malformed.</exception>
    public static ObjectKey KeyWithin(string text, string storeName, ObjectKey? folder = null)
    {
        var location = Parse(text);
        if (location.StoreName != storeName)
            throw new FormatException($"The location '{Shown(text)}' is in the store '{location.StoreName}', not in '{storeName}'.");
        if (folder is { } allowed && !location.Key.Value.StartsWith(allowed.Value + "/", StringComparison.Ordinal))
            throw new FormatException($"The location '{Shown(text)}' is not below 's3://{storeName}/{allowed}/'.");
        return location.Key;
    }

    /// <summary>Whether <see cref="KeyWithin"/> takes a location, without making its key.</summary>
    /// <param name="text">The location.</param>
    /// <param name="storeName">The one store allowed.</param>
    /// <param name="folder">The folder allowed, without a slash at its end.</param>
    public static bool IsWithin(ReadOnlySpan<char> text, string storeName, ObjectKey folder)
    {
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
            return false;
        var rest = text[Scheme.Length..];
        if (!rest.StartsWith(storeName, StringComparison.Ordinal) || rest.Length <= storeName.Length || rest[storeName.Length] != '/')
            return false;
        var key = rest[(storeName.Length + 1)..];
        return key.StartsWith(folder.Value, StringComparison.Ordinal) && key.Length > folder.Value.Length && key[folder.Value.Length] == '/' && ObjectKey.IsKey(key);
    }

    /// <inheritdoc />
    public override string ToString() => $"{Scheme}{StoreName}/{Key}";

    // Locations come from files of others: what is shown in an error is bounded and has no control characters.
    private static string Shown(string text) =>
        string.Concat(text.Take(200).Select(c => char.IsControl(c) ? '?' : c));
}
