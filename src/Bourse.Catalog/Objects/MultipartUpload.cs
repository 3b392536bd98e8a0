namespace Bourse.Catalog.Objects;

/// <summary>An upload in parts that was begun.</summary>
public sealed record MultipartUpload
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The key it is for.</summary>
    public required string Key { get; init; }

    /// <summary>Who began it.</summary>
    public required string Principal { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>What the writer says of the object. Its checksum, where it has one, has no value yet: it names the kind, and <c>-</c> as value says that it is one of the
    /// parts' checksums.</summary>
    public required ObjectDescription Description { get; init; }

    /// <summary>The object's tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>The completed object's entity tag; null while it is under way.</summary>
    public string? ETag { get; init; }

    /// <summary>Which parts it was completed of, as a digest; null while it is under way.</summary>
    public string? AnswerDigest { get; init; }
}
