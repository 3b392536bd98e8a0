using System.Runtime.CompilerServices;
using Bourse.Iceberg.Scanning;
using Bourse.Projection;
using Bourse.Query.Lookup;
using Bourse.Query.Sessions;

namespace Bourse.Exchange.Reading;

/// <summary>
/// The key indexes in use: one a projected table and column, built at its first look-up and dropped with the table. It knows no row rule: an index
/// holds what the projection holds.
/// </summary>
public sealed class KeyIndexes(ProjectionStore projections)
{
    // Keyed by the instance: a new revision is a new instance, and an old index goes with the old one.
    private readonly ConditionalWeakTable<ProjectedTable, TableIndexes> _tables = [];

    /// <summary>The index of a table by a column of it.</summary>
    public Task<KeyIndex> GetAsync(ProjectedTable table, string column, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(table);
        return _tables.GetOrCreateValue(table).GetAsync(column, () => Task.Run(() => BuildAsync(table, column))).WaitAsync(cancellation);
    }

    // Not cancelled with the request that came first: others wait for the same index.
    private async Task<KeyIndex> BuildAsync(ProjectedTable table, string column)
    {
        var files = new ProjectedTableFiles(projections, table);
        using var held = files.HoldLocalFiles();
        var iceberg = await IcebergTable.LoadAsync(table.MetadataLocation, files);
        var session = await SessionTable.PlanAsync("main", table.Table.Value, iceberg);
        return KeyIndex.Build(session, column);
    }

    private sealed class TableIndexes
    {
        private readonly Dictionary<string, Task<KeyIndex>> _byColumn = new(StringComparer.Ordinal);

        public Task<KeyIndex> GetAsync(string column, Func<Task<KeyIndex>> build)
        {
            lock (_byColumn)
            {
                if (!_byColumn.TryGetValue(column, out var index) || index.IsFaulted || index.IsCanceled)
                {
                    _byColumn[column] = index = build();
                }

                return index;
            }
        }
    }
}
