namespace Bourse.Projection.Collecting;

/// <summary>A row of <c>projection_leftovers</c>.</summary>
internal sealed record LeftoverMark
{
    public required string ObjectKey { get; init; }

    /// <summary>Since when no served chain names it, in microseconds.</summary>
    public required long UnnamedSince { get; init; }

    /// <summary>1 when nothing leads to it any more and its bytes are being removed, else 0.</summary>
    public required long IsCondemned { get; init; }
}
