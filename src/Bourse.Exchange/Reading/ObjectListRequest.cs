namespace Bourse.Exchange.Reading;

/// <summary>A page of a bucket's listing, as <c>ListObjectsV2</c> asks for it.</summary>
public sealed record ObjectListRequest
{
    /// <summary>The most keys and prefixes one page holds.</summary>
    public const int PageSizeMax = 1000;

    /// <summary>Only keys that start with this; empty for all.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Keys that share what precedes the first delimiter after the prefix are rolled into one; null for none.</summary>
    public string? Delimiter { get; init; }

    /// <summary>Only keys and prefixes after this one, in ordinal order; null for the first page.</summary>
    public string? After { get; init; }

    /// <summary>How many keys and prefixes to answer, 0 to <see cref="PageSizeMax"/>.</summary>
    public int PageSize { get; init; } = PageSizeMax;
}
