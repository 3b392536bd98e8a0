using Bourse.DuckDb;
using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;

namespace Bourse.Iceberg.Maintenance;

/// <summary>
/// Partitions a table by the values of columns, beside what partitions it already: (1) the default spec, in a commit of its own, (2) the files of other specs, group by
/// group. A run that ends early is finished by running it again; a table that is partitioned so is left alone.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="connection">A session that may read the table's files and write the store's temporary folder.</param>
public sealed class Repartitioning(MaintainedTable table, DuckDbConnection connection)
{
    /// <summary>Partitions the table, or says what that would be.</summary>
    /// <param name="columns">Top-level columns.</param>
    /// <param name="dryRun">Whether nothing is to be changed.</param>
    /// <param name="cancellationToken">Ends the run; what was committed stays.</param>
    /// <exception cref="MaintenanceException">A column cannot partition the table, or a commit is refused or overtaken too often.</exception>
    /// <exception cref="DuckDbException">The engine fails.</exception>
    public async Task<IReadOnlyList<TaskReport>> RunAsync(IReadOnlyList<string> columns, bool dryRun, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var current = (await table.LoadAsync(cancellationToken)).Metadata;
        var next = Next(current, columns);
        var spec = new TaskReport("set-partition-spec") { Note = string.Join(", ", next.DefaultSpec.Fields.Select(field => field.Name)) };
        if (!dryRun)
        {
            var (_, moved) = await table.MoveAsync(
                (from, _) => Task.FromResult(Next(from.Metadata, columns) is var to && to.DefaultSpecId != from.Metadata.DefaultSpecId ? to : null), cancellationToken);
            return [spec with { Commits = moved ? 1 : 0 }, await new DataCompaction(table, connection).RepartitionAsync(dryRun: false, cancellationToken)];
        }
        return next.DefaultSpecId == current.DefaultSpecId
            ? [spec, await new DataCompaction(table, connection).RepartitionAsync(dryRun: true, cancellationToken)]
            : [spec with { Commits = 1 }, new TaskReport("repartition-data") { Note = "every data file" }];
    }

    private TableMetadata Next(TableMetadata metadata, IReadOnlyList<string> columns)
    {
        try
        {
            return metadata.WithUpdatedSpec(update => columns.Aggregate(update, (spec, column) => Partitions(metadata, spec, column)
                ? spec
                : spec.Add(column, new Transform.Identity())), table.NowMs);
        }
        catch (ArgumentException mistake)
        {
            throw new MaintenanceException(mistake.Message);
        }
    }

    private static bool Partitions(TableMetadata metadata, PartitionSpecUpdate spec, string column) => metadata.CurrentSchema.FindColumn(column) is { } field
        && spec.Fields.Any(known => known.SourceId == field.Id && known.Transform is Transform.Identity);
}
