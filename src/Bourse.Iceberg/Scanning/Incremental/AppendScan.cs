using System.Globalization;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning.Incremental;

/// <summary>
/// Reads the rows that snapshots of the operation <c>append</c> added, with the columns of the last one. Rows come as they were appended, also those that were
/// deleted or rewritten since; snapshots of the operation <c>replace</c> add none.
/// </summary>
public sealed class AppendScan
{
    private readonly IcebergTable _table;
    private readonly TableScan _rows;
    private readonly RemovingSnapshots _removals;

    internal AppendScan(IcebergTable table, SnapshotRange range, TableScan rows, RemovingSnapshots removals) =>
        (_table, Range, _rows, _removals) = (table, range, rows, removals);

    /// <summary>The snapshots that are looked at.</summary>
    public SnapshotRange Range { get; }

    /// <summary>The columns that are read.</summary>
    public Schema Schema => _rows.Schema;

    /// <summary>The files that were appended and may hold rows for which a condition is true, in the order of their snapshots. They have no deletes.</summary>
    /// <exception cref="IcebergFormatException">As for <see cref="TableScan.PlanFilesAsync"/>.</exception>
    /// <exception cref="NotSupportedException">As there; or a snapshot removed rows, or does not say what it did, and such are not to be skipped.</exception>
    /// <exception cref="ArgumentException">The condition does not fit the columns.</exception>
    public async Task<IReadOnlyList<ScanTask>> PlanFilesAsync(Expression filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (_removals == RemovingSnapshots.Refuse && Range.Steps.FirstOrDefault(s => s.Operation is not ("append" or "replace")) is { } other)
            throw new NotSupportedException(Refusal(other));
        var tasks = new List<ScanTask>();
        foreach (var step in Range.Steps.Where(s => s.Operation == "append"))
            tasks.AddRange(await _rows.At(step).PlanAddedAsync(filter, cancellationToken));
        return tasks;
    }

    /// <summary>A SELECT of the appended rows for which a condition is true.</summary>
    /// <exception cref="IcebergFormatException">As for <see cref="PlanFilesAsync"/>; or a footer is malformed.</exception>
    /// <exception cref="NotSupportedException">As for <see cref="PlanFilesAsync"/>.</exception>
    /// <exception cref="ArgumentException">The condition does not fit the columns.</exception>
    public async Task<ScanQuery> ToQueryAsync(Expression filter, CancellationToken cancellationToken = default) =>
        await _rows.ToQueryAsync(await PlanFilesAsync(filter, cancellationToken), filter, cancellationToken);

    private static string Refusal(Snapshot snapshot) => string.Create(
        CultureInfo.InvariantCulture,
        $"Snapshot {snapshot.Id} is {(snapshot.Operation is { } operation ? $"of the operation '{operation}'" : "of no known operation")}, not an append: rows may have "
            + $"been removed. Read the changes instead, or skip such snapshots.");
}
