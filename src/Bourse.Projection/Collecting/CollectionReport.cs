namespace Bourse.Projection.Collecting;

/// <summary>What a look at the projections' store found, or a collection did.</summary>
public sealed record CollectionReport
{
    /// <summary>Objects that no served projection names, and that stay until nothing has named them for long enough.</summary>
    public required StoredAmount Waiting { get; init; }

    /// <summary>Objects that nothing has named for long enough: removed by a collection, to be removed by the next one after a look.</summary>
    public required StoredAmount Due { get; init; }

    /// <summary>When the first of <see cref="Waiting"/> is due; null when none waits, or none was seen by a collection yet.</summary>
    public required DateTimeOffset? NextDueAt { get; init; }
}
