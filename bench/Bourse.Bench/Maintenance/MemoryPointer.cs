using Bourse.Iceberg;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;

namespace Bourse.Bench.Maintenance;

/// <summary>A table's newest version, kept in memory, so that a run can begin again from the same one.</summary>
internal sealed class MemoryPointer(TableMetadata initial, ITableFiles files) : ITablePointer
{
    public TableMetadata Current { get; set; } = initial;

    public Task<IcebergTable> LoadAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new IcebergTable(Current, $"{Current.Location}/metadata/current.metadata.json", files));

    public async Task<PointerMove> TryMoveAsync(IcebergTable from, TableMetadata next, CancellationToken cancellationToken = default)
    {
        Current = next;
        return new PointerMove.Moved(await LoadAsync(cancellationToken));
    }

    public Task<PointerMove> TryEraseAsync(IcebergTable from, TableMetadata next, CancellationToken cancellationToken = default) =>
        TryMoveAsync(from, next, cancellationToken);
}
