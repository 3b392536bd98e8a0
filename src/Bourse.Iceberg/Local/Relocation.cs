namespace Bourse.Iceberg.Local;

/// <summary>Where the files of a table that was moved are now: locations that begin with one prefix are below one folder.</summary>
/// <param name="From">The beginning of locations in the table's metadata, scheme and authority included where they have them; whole segments.</param>
/// <param name="To">The folder of this machine, absolute.</param>
public sealed record Relocation(string From, string To)
{
    /// <summary>Reads <c>FROM=TO</c>, such as <c>s3://lake/gold/nav=/data/nav</c>; the folder may be relative to the working directory.</summary>
    /// <exception cref="FormatException">A side is missing.</exception>
    public static Relocation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Locations may hold the sign themselves (day=2024-01-01), folders of this machine rarely do.
        var sign = text.LastIndexOf('=');
        var from = sign < 0 ? "" : text[..sign].TrimEnd('/');
        return from.Length > 0 && sign + 1 < text.Length
            ? new Relocation(from, Path.GetFullPath(text[(sign + 1)..]))
            : throw new FormatException($"'{text}' is not FROM=TO, such as s3://lake/gold/nav=/data/nav.");
    }

    /// <summary>The path of a location below the prefix, or null for another location. A prefix without scheme matches in every store.</summary>
    internal string? Find(FileLocation location)
    {
        var from = FileLocation.Parse(From);
        if (from.Store.Length > 0 && location.Store.Length > 0 && from.Store != location.Store)
            return null;
        var prefix = from.Path.TrimEnd('/') + "/";
        return location.Path.StartsWith(prefix, StringComparison.Ordinal) ? Path.Combine(To, location.Path[prefix.Length..]) : null;
    }
}
