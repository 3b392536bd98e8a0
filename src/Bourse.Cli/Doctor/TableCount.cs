using System.Globalization;
using Bourse.Cli.Clients;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Scanning;
using Bourse.Query.Engines;
using Bourse.Query.Workers;

namespace Bourse.Cli.Doctor;

/// <summary>
/// Counts rows as an engine does: it reads the table's metadata and manifests, downloads data files with the keys that came with the table, and scans every value of
/// them. A small table is counted whole, of a large one the smallest files. The files are somebody else's, so the given engine is a confined one.
/// </summary>
internal sealed class TableCount(ExchangeHttp http, VendedTable table, IFileEngine engine)
{
    private const long BytesMax = 32L << 20;

    /// <summary>
    /// Counts. Exceptions are those of <see cref="VendedTableFiles"/>, <see cref="DuckDbException"/> and <see cref="WorkerException"/> for a damaged file.
    /// </summary>
    /// <param name="name">The check's name.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<CheckResult> RunAsync(string name, CancellationToken cancellation)
    {
        using var files = new VendedTableFiles(http, table);
        var loaded = await IcebergTable.LoadAsync(table.MetadataLocation, files, cancellation);
        var planned = (await loaded.Scan().PlanWholeFilesAsync(Expression.True, cancellation)).Select(task => task.File).OrderBy(file => file.FileSizeBytes).ToList();
        if (planned.Count == 0)
            return new CheckResult(name, CheckState.Warn, "0 rows", "The table is empty for this client; ask the provider whether the agreement covers any of its rows.");
        var (rows, count, bytes) = (0L, 0, 0L);
        foreach (var file in planned.TakeWhile(file => count == 0 || bytes + file.FileSizeBytes <= BytesMax))
        {
            var path = await files.DownloadAsync(file.Path, file.FileSizeBytes, cancellation);
            var (footer, scanned) = (ParquetFooter.ReadFile(path).RowCount, await ScanAsync(path, cancellation));
            if (footer != scanned || scanned != file.RecordCount)
                return Differ(name, file, footer, scanned);
            (rows, count, bytes) = (rows + scanned, count + 1, bytes + file.FileSizeBytes);
        }
        return new CheckResult(name, CheckState.Pass, count == planned.Count
            ? string.Create(CultureInfo.InvariantCulture, $"{rows} rows, every one read from {Files(count)}")
            : string.Create(CultureInfo.InvariantCulture,
                $"{rows} rows read from {Files(count)} of {planned.Count}; the catalogue says {planned.Sum(file => file.RecordCount)} in all"));
    }

    // A bare count would be answered from the footer; hashing the rows makes the engine decode every value.
    private async Task<long> ScanAsync(string path, CancellationToken cancellation)
    {
        using var session = await engine.OpenAsync([path], cancellation);
        using var rows = session.Query($"SELECT count(hash(row)) FROM {Sql.ReadParquet([session.PathOf(path)])} AS row");
        return (long)rows.Rows().Single()[0]!;
    }

    private static CheckResult Differ(string name, DataFile file, long footer, long scanned) => new(
        name, CheckState.Fail,
        string.Create(CultureInfo.InvariantCulture, $"{file.Path}: the catalogue says {file.RecordCount} rows, its footer {footer}, and {scanned} are in it"),
        "Run it again, since a revision may have been published meanwhile; if it stays so, tell the provider.");

    private static string Files(int count) => count == 1 ? "1 file" : string.Create(CultureInfo.InvariantCulture, $"{count} files");
}
