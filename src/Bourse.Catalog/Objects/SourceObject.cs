namespace Bourse.Catalog.Objects;

/// <summary>An object of the lakehouse as its provider sees it.</summary>
public sealed record SourceObject
{
    /// <summary>Its key, 1 to 1024 bytes of UTF-8.</summary>
    public required string Key { get; init; }

    /// <summary>Where the store has its bytes.</summary>
    public required string StoreKey { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Its entity tag without quotes: an MD5 in lower-case hexadecimal, of uploads in parts followed by <c>-N</c>.</summary>
    public required string ETag { get; init; }

    /// <summary>In how many parts it came; 0 when in one request.</summary>
    public int Parts { get; init; }

    /// <summary>When it was last written.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>What its writer said of it.</summary>
    public ObjectDescription Description { get; init; } = ObjectDescription.Empty;

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it was written over S3; the others are the exchange's own, under their key in the store.</summary>
    public bool IsIndexed => Key != StoreKey;
}
