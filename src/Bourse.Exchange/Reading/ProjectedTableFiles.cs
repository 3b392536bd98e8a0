using Bourse.Iceberg;
using Bourse.Projection;

namespace Bourse.Exchange.Reading;

/// <summary>A projected table's files as its client would read them, for our own engine. Read only.</summary>
internal sealed class ProjectedTableFiles(ProjectionStore projections, ProjectedTable table) : ITableFiles
{
    private readonly string _bucket = $"s3://{table.Product}/";

    public void RequireWithin(string location) => Find(location);

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string location, CancellationToken cancellationToken = default)
    {
        var found = Find(location);
        await using var stream = await projections.OpenReadAsync(found, 0, found.Length, cancellationToken);
        var bytes = new byte[found.Length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    public ValueTask<string> LocalPathAsync(string location, CancellationToken cancellationToken = default) =>
        projections.LocalPathAsync(Find(location), cancellationToken);

    public IDisposable HoldLocalFiles() => projections.HoldLocalFiles();

    public ValueTask CreateAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask AdoptAsync(string location, string localFile, CancellationToken cancellationToken = default) => throw ReadOnly();

    public string NewTemporaryPath(string suffix) => throw ReadOnly();

    private static InvalidOperationException ReadOnly() => new("A projection is written by its builder alone.");

    private ProjectedObject Find(string location) =>
        location.StartsWith(_bucket, StringComparison.Ordinal) && projections.FindObject(table, location[_bucket.Length..]) is { } found
            ? found
            : throw new IcebergFormatException($"'{location}' is not an object of the projection.");
}
