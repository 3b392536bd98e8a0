namespace Bourse.Projection.Chains;

/// <summary>A row of <c>projection_objects</c>, without its chain.</summary>
internal sealed record ObjectRow
{
    public required string Name { get; init; }

    public required string Etag { get; init; }

    public required string Store { get; init; }

    public required string ObjectKey { get; init; }

    public required long Length { get; init; }

    public required string Sha256 { get; init; }

    public required long ModifiedAt { get; init; }

    /// <summary>1 when <see cref="ObjectKey"/> is the layout of a virtual object, else 0.</summary>
    public required long IsVirtual { get; init; }

    /// <summary>The revoked revision that alone named it; null while it is served.</summary>
    public long? WithdrawnBy { get; init; }
}
