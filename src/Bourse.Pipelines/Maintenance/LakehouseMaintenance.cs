using Bourse.Catalog;
using Bourse.Iceberg.Erasure;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Metrics;
using Bourse.Query.Sessions;

namespace Bourse.Pipelines.Maintenance;

/// <summary>Maintains the lakehouse's tables as their properties ask, and erases subjects from them, through the catalogue. It decides no access.</summary>
/// <param name="tables">The tables.</param>
/// <param name="directories">The folders with their local files, all that the engine may reach.</param>
public sealed class LakehouseMaintenance(MaintainedTables tables, IReadOnlyList<string> directories)
{
    /// <summary>Runs every task on a table, or says what they would do.</summary>
    /// <param name="table">The table.</param>
    /// <param name="dryRun">Whether nothing is to be changed.</param>
    /// <param name="progress">Hears a line of words for each step that is done.</param>
    /// <param name="reporting">How commits are reported; null for not at all.</param>
    /// <param name="cancellationToken">Ends the run; what was committed stays.</param>
    /// <exception cref="MaintenanceException">There is no such table, a property is malformed, or a commit is refused or overtaken too often.</exception>
    public async Task<IReadOnlyList<TaskReport>> RunAsync(
        TableIdentifier table, bool dryRun, Action<string>? progress = null, MetricsReporting? reporting = null, CancellationToken cancellationToken = default)
    {
        var maintained = await tables.OpenAsync(table, progress, cancellationToken: cancellationToken) with { Reporting = reporting };
        using var session = OpenSession();
        return await new TableMaintenance(maintained, session.Connection).RunAsync(dryRun, cancellationToken);
    }

    /// <summary>Partitions a table by the values of columns, rows and all, or says what that would be.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="dryRun">Whether nothing is to be changed.</param>
    /// <param name="progress">Hears a line of words for each step that is done.</param>
    /// <param name="reporting">How commits are reported; null for not at all.</param>
    /// <param name="cancellationToken">Ends the run; what was committed stays.</param>
    /// <exception cref="MaintenanceException">There is no such table, a column cannot partition it, or a commit is refused or overtaken too often.</exception>
    public async Task<IReadOnlyList<TaskReport>> PartitionAsync(
        TableIdentifier table, IReadOnlyList<string> columns, bool dryRun, Action<string>? progress = null, MetricsReporting? reporting = null,
        CancellationToken cancellationToken = default)
    {
        var maintained = await tables.OpenAsync(table, progress, cancellationToken: cancellationToken) with { Reporting = reporting };
        using var session = OpenSession();
        return await new Repartitioning(maintained, session.Connection).RunAsync(columns, dryRun, cancellationToken);
    }

    /// <summary>Says what erasing a subject from a table would do.</summary>
    /// <exception cref="MaintenanceException">There is no such table.</exception>
    /// <exception cref="ErasureException">There is no such column, or a value is of the type of none.</exception>
    public async Task<ErasureReport> PlanErasureAsync(
        TableIdentifier table, IReadOnlyList<string> columns, IReadOnlyList<string> values, CancellationToken cancellationToken = default)
    {
        var maintained = await tables.OpenAsync(table, cancellationToken: cancellationToken);
        using var session = OpenSession();
        return await new SubjectErasure(maintained, session.Connection).PlanAsync(columns, values, cancellationToken);
    }

    /// <summary>Erases a subject from a table, and proves it.</summary>
    /// <param name="request">From which table, whose rows, under which authority.</param>
    /// <param name="progress">Hears a line of words for each step that is done.</param>
    /// <param name="cancellationToken">Ends the run; running it again finishes it.</param>
    /// <exception cref="MaintenanceException">There is no such table, or the commit is refused or overtaken too often.</exception>
    /// <exception cref="ErasureException">The erasure cannot be done as asked; nothing has changed.</exception>
    public async Task<ErasureReport> EraseAsync(TableErasure request, Action<string>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var maintained = await tables.OpenAsync(request.Table, progress, request.Authority, cancellationToken);
        using var session = OpenSession();
        return await new SubjectErasure(maintained, session.Connection).RunAsync(request.Columns, request.Values, request.Options, cancellationToken);
    }

    private TableSession OpenSession() => TableSession.Open([], new SessionOptions { Directories = directories });
}
