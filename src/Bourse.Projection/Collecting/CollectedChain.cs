namespace Bourse.Projection.Collecting;

/// <summary>What a collection has to know of a row of <c>projection_chains</c>.</summary>
internal sealed record CollectedChain
{
    public required string Uuid { get; init; }

    public required string Agreement { get; init; }

    public required string Product { get; init; }

    public required string TableName { get; init; }

    public required long Generation { get; init; }

    /// <summary>When it was first seen not to be served, in microseconds; null while it is.</summary>
    public long? EndedAt { get; init; }
}
