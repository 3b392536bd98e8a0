using Bourse.Access.Credentials;

namespace Bourse.Projection.Collecting;

/// <summary>When projections' objects are collected. Times are measured by the clock of the collector.</summary>
public sealed record CollectionOptions
{
    /// <summary>What is added to the longest session.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromHours(24);

    /// <summary>How long nothing must have named an object before it is removed: the longest session and <see cref="Margin"/>.</summary>
    public TimeSpan Age { get; init; } = Lifetimes.AccessKeyMax + Margin;

    /// <summary>How often <see cref="ProjectionCollector.RunAsync"/> collects.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);
}
