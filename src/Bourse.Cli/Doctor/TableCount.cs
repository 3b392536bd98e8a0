using System.Globalization;
using Bourse.Cli.Clients;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Scanning;

namespace Bourse.Cli.Doctor;

/// <summary>
/// Counts rows as an engine does: it reads the table's metadata and manifests, downloads data files with the keys that came with the table, and scans every value of
/// them. A small table is counted whole, of a large one the smallest files.
/// </summary>
internal sealed class TableCount(ExchangeHttp http, VendedTable table)
{
    private const long BytesMax = 32L << 20;

    /// <summary>Counts. Exceptions are those of <see cref="VendedTableFiles"/>, and <see cref="DuckDbException"/> for a damaged file.</summary>
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
            var (footer, scanned) = (ParquetFooter.ReadFile(path).RowCount, Scan(path));
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
    private static long Scan(string path)
    {
        using var database = DuckDbDatabase.Open(new DuckDbOptions { AllowedPaths = [path] });
        using var connection = database.Connect();
        return connection.QuerySingle<long>($"SELECT count(hash(row)) FROM {Sql.ReadParquet([path])} AS row");
    }

    private static CheckResult Differ(string name, DataFile file, long footer, long scanned) => new(
        name, CheckState.Fail,
        string.Create(CultureInfo.InvariantCulture, $"{file.Path}: the catalogue says {file.RecordCount} rows, its footer {footer}, and {scanned} are in it"),
        "Run it again, since a revision may have been published meanwhile; if it stays so, tell the provider.");

    private static string Files(int count) => count == 1 ? "1 file" : string.Create(CultureInfo.InvariantCulture, $"{count} files");
}
