namespace Bourse.Metastore.Outboxes;

/// <summary>A message as its taker sees it.</summary>
public sealed record TakenMessage
{
    /// <summary>Rises in the order of commits, over all topics; never used twice.</summary>
    public required long Sequence { get; init; }

    /// <summary>What was enqueued.</summary>
    public required string Body { get; init; }

    /// <summary>When it was enqueued, in microseconds (<see cref="MetastoreTime"/>).</summary>
    public required long EnqueuedAt { get; init; }
}
