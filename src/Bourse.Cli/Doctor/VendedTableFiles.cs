using System.Globalization;
using Bourse.Cli.Clients;
using Bourse.Iceberg;

namespace Bourse.Cli.Doctor;

/// <summary>The files of a table in the exchange's storage, read with the keys that came with the table. Files are kept in a folder until it is disposed.</summary>
internal sealed class VendedTableFiles(ExchangeHttp http, VendedTable table) : ITableFiles, IDisposable
{
    private const long MetadataBytesMax = 64L << 20;
    private const int BufferBytes = 64 * 1024;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bourse-doctor-");
    private int _files;

    /// <inheritdoc />
    public void RequireWithin(string location)
    {
        if (!location.StartsWith(table.Location + "/", StringComparison.Ordinal) || location.Split('/').Contains(".."))
            throw new IcebergFormatException($"'{location}' is outside of the table's location {table.Location}.");
    }

    /// <inheritdoc />
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string location, CancellationToken cancellationToken = default)
    {
        using var bytes = new MemoryStream();
        await SaveAsync(location, bytes, MetadataBytesMax, cancellationToken);
        return bytes.ToArray();
    }

    /// <inheritdoc />
    public ValueTask<string> LocalPathAsync(string location, CancellationToken cancellationToken = default) =>
        DownloadAsync(location, long.MaxValue, cancellationToken);

    /// <summary>Downloads a data file.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="bytesMax">The size it is said to have.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>The local file.</returns>
    /// <exception cref="ObjectRefusedException">The storage does not give it.</exception>
    /// <exception cref="IcebergFormatException">It is outside of the table, or larger than it is said to be.</exception>
    public async ValueTask<string> DownloadAsync(string location, long bytesMax, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _files)}.parquet"));
        await using var file = File.Create(path);
        await SaveAsync(location, file, bytesMax, cancellationToken);
        return path;
    }

    /// <inheritdoc />
    public ValueTask CreateAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw ReadOnly();

    /// <inheritdoc />
    public ValueTask AdoptAsync(string location, string localFile, CancellationToken cancellationToken = default) => throw ReadOnly();

    /// <inheritdoc />
    public string NewTemporaryPath(string suffix) => throw ReadOnly();

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task SaveAsync(string location, Stream to, long bytesMax, CancellationToken cancellationToken)
    {
        RequireWithin(location);
        var address = new Uri(location);
        using var answer = await http.GetSignedAsync(
            http.Addresses.Object(address.Host, Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/'))), "s3", table.Keys, cancellationToken,
            HttpCompletionOption.ResponseHeadersRead);
        if (!answer.IsSuccessStatusCode)
            throw new ObjectRefusedException(answer.StatusCode, AwsErrorCode.Of(await answer.Content.ReadAsStringAsync(cancellationToken)));
        await using var from = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BufferBytes];
        var total = 0L;
        for (int read; (read = await from.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if ((total += read) > bytesMax)
                throw new IcebergFormatException($"'{location}' has more than the {bytesMax} bytes it may have.");
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    private static NotSupportedException ReadOnly() => new("A client reads its tables; it does not write them.");
}
