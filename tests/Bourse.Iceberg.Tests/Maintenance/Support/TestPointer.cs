using System.Globalization;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;

namespace Bourse.Iceberg.Tests.Maintenance.Support;

/// <summary>A pointer in memory, as a catalogue of one table: a metadata file is written, then the pointer moves if it is where the change began.</summary>
internal sealed class TestPointer(ITableFiles files, Action<string, string> beforeCall) : ITablePointer
{
    private readonly Lock _lock = new();
    private int _version;

    public string Location { get; private set; } = "";

    public Task<IcebergTable> LoadAsync(CancellationToken cancellationToken = default) => IcebergTable.LoadAsync(Location, files, cancellationToken);

    public Task<PointerMove> TryMoveAsync(IcebergTable from, TableMetadata next, CancellationToken cancellationToken = default) =>
        MoveAsync(from, next.WithPrevious(from.Metadata, from.MetadataLocation), cancellationToken);

    public Task<PointerMove> TryEraseAsync(IcebergTable from, TableMetadata next, CancellationToken cancellationToken = default) =>
        MoveAsync(from, next, cancellationToken);

    public async Task CreateAsync(TableMetadata initial) => Location = await WriteAsync(initial, default);

    private async Task<PointerMove> MoveAsync(IcebergTable from, TableMetadata next, CancellationToken cancellationToken)
    {
        var written = await WriteAsync(next, cancellationToken);
        beforeCall("move", written);
        lock (_lock)
        {
            if (Location != from.MetadataLocation)
                return new PointerMove.Overtaken();
            Location = written;
        }
        beforeCall("moved", written);
        return new PointerMove.Moved(await LoadAsync(cancellationToken));
    }

    private async Task<string> WriteAsync(TableMetadata metadata, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _version);
        var location = string.Create(CultureInfo.InvariantCulture, $"{metadata.Location}/metadata/{number:00000}-{Guid.NewGuid()}.metadata.json");
        await files.CreateAsync(location, TableMetadataJson.Write(metadata), cancellationToken);
        return location;
    }
}
