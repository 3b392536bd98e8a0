using System.Globalization;
using Bourse.Iceberg.Metadata;

namespace Bourse.Iceberg.Metrics;

/// <summary>
/// What a commit did (Iceberg REST catalogue specification, <c>CommitReport</c>): the numbers of its snapshot's summary under the names of reports, how long it
/// took and how often it was tried.
/// </summary>
public sealed record CommitReport : MetricsReport
{
    private static readonly (string Metric, string Summary)[] Counts =
    [
        ("added-data-files", "added-data-files"), ("removed-data-files", "deleted-data-files"), ("total-data-files", "total-data-files"),
        ("added-delete-files", "added-delete-files"), ("added-equality-delete-files", "added-equality-delete-files"),
        ("added-positional-delete-files", "added-position-delete-files"), ("added-dvs", "added-dvs"),
        ("removed-delete-files", "removed-delete-files"), ("removed-positional-delete-files", "removed-position-delete-files"), ("removed-dvs", "removed-dvs"),
        ("removed-equality-delete-files", "removed-equality-delete-files"), ("total-delete-files", "total-delete-files"),
        ("added-records", "added-records"), ("removed-records", "deleted-records"), ("total-records", "total-records"),
        ("added-positional-deletes", "added-position-deletes"), ("removed-positional-deletes", "removed-position-deletes"),
        ("total-positional-deletes", "total-position-deletes"), ("added-equality-deletes", "added-equality-deletes"),
        ("removed-equality-deletes", "removed-equality-deletes"), ("total-equality-deletes", "total-equality-deletes"),
        ("manifests-created", "manifests-created"), ("manifests-replaced", "manifests-replaced"), ("manifests-kept", "manifests-kept"),
        ("manifest-entries-processed", "entries-processed"),
    ];

    private static readonly (string Metric, string Summary)[] Sizes =
    [
        ("added-files-size-bytes", "added-files-size"), ("removed-files-size-bytes", "removed-files-size"), ("total-files-size-bytes", "total-files-size"),
    ];

    /// <summary>The snapshot's place in the order of commits.</summary>
    public required long SequenceNumber { get; init; }

    /// <summary>What was done: append, replace, overwrite or delete.</summary>
    public required string Operation { get; init; }

    /// <summary>
    /// The reports of the snapshots that a version has and the one before it has not, oldest first. What a summary does not say, its report does not either.
    /// </summary>
    /// <param name="tableName">The table.</param>
    /// <param name="before">The version before.</param>
    /// <param name="after">The version that was committed.</param>
    /// <param name="duration">From the first try until it was known to be committed.</param>
    /// <param name="attempts">How often it was tried, 1 or more.</param>
    public static IEnumerable<CommitReport> Of(string tableName, TableMetadata before, TableMetadata after, TimeSpan duration, int attempts)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return after.Snapshots.Where(s => before.FindSnapshot(s.Id) is null).OrderBy(s => s.SequenceNumber).Select(snapshot => new CommitReport
        {
            TableName = tableName,
            SnapshotId = snapshot.Id,
            SequenceNumber = snapshot.SequenceNumber,
            Operation = snapshot.Operation ?? "",
            Metrics = Counts.SelectMany(c => Read(snapshot, c.Metric, c.Summary, MetricUnit.Count))
                .Concat(Sizes.SelectMany(s => Read(snapshot, s.Metric, s.Summary, MetricUnit.Bytes)))
                .Prepend(new Metric("attempts", MetricUnit.Count, attempts))
                .Prepend(Metric.Time("total-duration", duration))
                .ToValueList(),
        });
    }

    private static IEnumerable<Metric> Read(Snapshot snapshot, string name, string key, MetricUnit unit) =>
        snapshot.Summary.TryGetValue(key, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? [new Metric(name, unit, value)]
            : [];
}
