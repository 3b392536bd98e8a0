namespace Bourse.Projection.Collecting;

/// <summary>An object of the projections' store that a chain names.</summary>
internal sealed record NamedObject
{
    public required string ChainUuid { get; init; }

    public required string ObjectKey { get; init; }

    /// <summary>1 when it is a layout, whose segments are named with it, else 0.</summary>
    public required long IsVirtual { get; init; }
}
