namespace Bourse.Projection;

/// <summary>An object that a client of one projection can list and read.</summary>
public sealed record ProjectedObject
{
    /// <summary>The key in the product's bucket: <c>table/uuid/{metadata,data}/name</c>, ASCII.</summary>
    public required string Key { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>
    /// The entity tag without quotes. It is never that of another projection's object, and never reads as an MD5 (it ends in <c>-1</c>), which some clients
    /// would check.
    /// </summary>
    public required string ETag { get; init; }

    /// <summary>When the revision that brought it was published.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>
    /// Lower-case hexadecimal SHA-256 of the bytes; null for a virtual object, which is known by its blocks' digests. It says nothing that the bytes do not, so it is
    /// equal for clients who see the very same bytes.
    /// </summary>
    public string? Sha256 => Content is StoredContent { Sha256: { Length: > 0 } digest } ? digest : null;

    /// <summary>Where the bytes are. Not for clients: a shared file's key is the provider's. One made outside of this project has none and cannot be opened.</summary>
    internal ObjectContent Content { get; init; } = StoredContent.None;
}
