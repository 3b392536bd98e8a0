namespace Bourse.Catalog.Objects;

/// <summary>A part of an upload.</summary>
public sealed record UploadPart
{
    /// <summary>Its number, 1 to 10,000.</summary>
    public required int Number { get; init; }

    /// <summary>Where the store has its bytes.</summary>
    public required string StoreKey { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Its entity tag: its MD5 in lower-case hexadecimal.</summary>
    public required string ETag { get; init; }

    /// <summary>Its checksum of the upload's kind, in base64; null when it was sent without.</summary>
    public string? Checksum { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }
}
