using System.Runtime.CompilerServices;
using Bourse.Iceberg.Scanning;
using Bourse.Projection;
using Bourse.Query.Lookup;
using Bourse.Query.Sessions;

namespace Bourse.Exchange.Reading;

/// <summary>
/// The key indexes in use: one a projected table and column, built at its first look-up and dropped with the table, or when others are looked at and memory is
/// short. It knows no row rule: an index holds what the projection holds.
/// </summary>
/// <param name="projections">Has the tables' files.</param>
/// <param name="bytesMax">About how much memory all indexes may take, and one of them half of. A table that needs more is read from its files at each look-up.</param>
public sealed class KeyIndexes(ProjectionStore projections, long bytesMax = KeyIndexes.BytesMaxDefault)
{
    /// <summary>The default of how much memory all indexes may take: 512 MiB.</summary>
    public const long BytesMaxDefault = 512L << 20;

    // Keyed by the instance: a new revision is a new instance, and an old index goes with the old one.
    private readonly ConditionalWeakTable<ProjectedTable, IndexedTable> _tables = [];
    private readonly KeyIndexMemory _memory = new(bytesMax);

    /// <summary>The rows of a table whose value of a column, written as text, is the given one.</summary>
    public async Task<KeyRows> FindAsync(ProjectedTable table, string column, string value, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(table);
        // Not cancelled with the request that came first: others wait for the same index.
        var slot = _tables.GetOrCreateValue(table).Slot(column, () => Task.Run(
            () => ReadAsync(table, session => KeyIndex.Build(session, column, bytesMax / 2), CancellationToken.None)));
        if (await slot.Index.WaitAsync(cancellation) is not { } index)
        {
            return await Task.Run(
                () => ReadAsync(table, session => new KeyRows(
                    [.. session.Schema.Fields.Select(field => field.Name)], KeyIndex.Find(session, column, value, cancellation)), cancellation),
                cancellation);
        }

        _memory.Use(slot, index.SizeBytes);
        return new KeyRows(index.Columns, index.Find(value));
    }

    private async Task<T> ReadAsync<T>(ProjectedTable table, Func<SessionTable, T> read, CancellationToken cancellation)
    {
        var files = new ProjectedTableFiles(projections, table);
        using var held = files.HoldLocalFiles();
        var iceberg = await IcebergTable.LoadAsync(table.MetadataLocation, files, cancellation);
        return read(await SessionTable.PlanAsync("main", table.Table.Value, iceberg, cancellationToken: cancellation));
    }
}
