using Bourse.Iceberg;

namespace Bourse.Cli.Demo.Processes;

/// <summary>A bucket's objects as they were copied to a local folder. Read only.</summary>
internal sealed class CopiedFiles(string bucket, string folder) : ITableFiles
{
    private readonly string _prefix = $"s3://{bucket}/";

    public void RequireWithin(string location) => Find(location);

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string location, CancellationToken cancellationToken = default) =>
        await File.ReadAllBytesAsync(Find(location), cancellationToken);

    public ValueTask<string> LocalPathAsync(string location, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Find(location));

    public ValueTask CreateAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        throw ReadOnly();

    public ValueTask AdoptAsync(string location, string localFile, CancellationToken cancellationToken = default) => throw ReadOnly();

    public string NewTemporaryPath(string suffix) => throw ReadOnly();

    private static InvalidOperationException ReadOnly() => new("Copies are only read.");

    private string Find(string location)
    {
        var path = location.StartsWith(_prefix, StringComparison.Ordinal)
            ? Path.GetFullPath(Path.Combine(folder, location[_prefix.Length..])) : "";
        return path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new IcebergFormatException($"'{location}' is not in the bucket {bucket}.");
    }
}
