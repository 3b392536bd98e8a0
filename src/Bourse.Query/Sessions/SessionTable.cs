using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Query.Sessions;

/// <summary>A table as a session sees it: a view over the local files of one snapshot, read by field id.</summary>
public sealed record SessionTable
{
    private SessionTable(string viewNamespace, string name, TableScan scan, string sql, IReadOnlyList<string> files) =>
        (Namespace, Name, Schema, Snapshot, Sql, Files) = (viewNamespace, name, scan.Schema, scan.Snapshot, sql, files);

    /// <summary>The namespace of its view.</summary>
    public string Namespace { get; }

    /// <summary>The name of its view.</summary>
    public string Name { get; }

    /// <summary>The columns.</summary>
    public Schema Schema { get; }

    /// <summary>What is read; null for a table that never had a snapshot.</summary>
    public Snapshot? Snapshot { get; }

    /// <summary>The rows, as a SELECT.</summary>
    internal string Sql { get; }

    /// <summary>The local files that the SELECT reads.</summary>
    internal IReadOnlyList<string> Files { get; }

    /// <summary>Plans reading a table.</summary>
    /// <param name="viewNamespace">The namespace of the view.</param>
    /// <param name="name">The name of the view.</param>
    /// <param name="table">The table.</param>
    /// <param name="snapshot">What to read; null for the newest.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <exception cref="Bourse.Iceberg.IcebergFormatException">A metadata file is malformed or names a location outside the table.</exception>
    public static async Task<SessionTable> PlanAsync(
        string viewNamespace, string name, IcebergTable table, Snapshot? snapshot = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        return await PlanAsync(viewNamespace, name, table.Scan(snapshot), Expression.True, cancellationToken);
    }

    /// <summary>
    /// As <see cref="PlanAsync(string, string, IcebergTable, Snapshot?, CancellationToken)"/>, of a scan's columns and the rows for which a condition is true.
    /// </summary>
    public static async Task<SessionTable> PlanAsync(
        string viewNamespace, string name, TableScan scan, Expression filter, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(viewNamespace);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(scan);
        var query = await scan.ToQueryAsync(filter, cancellationToken);
        return new SessionTable(viewNamespace, name, scan, query.Sql, query.Files);
    }
}
