using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Bourse.Bench.Measuring;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Maintenance.Compaction;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing;
using Bourse.Storage;
using Bourse.Storage.Local;

namespace Bourse.Bench.Maintenance;

/// <summary>Compaction of many small files to one, beside DuckDB's own COPY of the same files.</summary>
internal static class MaintenanceBenchmark
{
    private const int Files = 40;
    private const int RowsPerFile = 50_000;
    private const int Runs = 5;
    private const double Megabyte = 1_000_000;

    private static readonly Schema Columns = new(0,
    [
        new(1, "id", new IcebergType.Long(), Required: true), new(2, "fund", new IcebergType.String(), Required: false),
        new(3, "day", new IcebergType.Date(), Required: false), new(4, "nav", new IcebergType.Double(), Required: false),
        new(5, "note", new IcebergType.String(), Required: false),
    ]);

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bourse-bench-");
        using var random = RandomNumberGenerator.Create();
        try
        {
            using var store = new LocalObjectStore("bench", Path.Combine(folder.FullName, "store"), random);
            using var database = DuckDbDatabase.Open(new DuckDbOptions { AllowedDirectories = [folder.FullName] });
            using var connection = database.Connect();
            var files = new StoreTableFiles(store, ObjectKey.Parse("t"));
            var pointer = new MemoryPointer(await WriteAsync(connection, files, random), files);
            var table = new MaintainedTable { Pointer = pointer, Folder = files, Time = TimeProvider.System, Random = random };
            return [await CompactionAsync(table, pointer, connection, folder.FullName)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<TableMetadata> WriteAsync(DuckDbConnection connection, StoreTableFiles files, RandomNumberGenerator random)
    {
        var metadata = TableMetadataChanges.Create(new Guid(RandomNumberGenerator.GetBytes(16)), files.Location, Columns, PartitionSpec.Unpartitioned, 0);
        for (var file = 0; file < Files; file++)
        {
            var written = await new DataFileWriter(connection, files, random).WriteAsync(new DataFileRequest
            {
                Schema = Columns,
                Spec = PartitionSpec.Unpartitioned,
                TableLocation = files.Location,
                SelectSql = string.Create(
                    CultureInfo.InvariantCulture,
                    $"SELECT {file} * {RowsPerFile} + i AS id, 'FND' || (i % 500) AS fund, DATE '2020-01-01' + CAST(i % 2000 AS INTEGER) AS day, random() AS nav, "
                    + $"md5(i::VARCHAR) AS note FROM range({RowsPerFile}) t(i)"),
            });
            var start = new IcebergTable(metadata, $"{files.Location}/metadata/{file}.metadata.json", files);
            metadata = await TableTransaction.Begin(start, TimeProvider.System, random).Append(written).ApplyAsync();
        }
        return metadata;
    }

    private static async Task<Figure> CompactionAsync(MaintainedTable table, MemoryPointer pointer, DuckDbConnection connection, string folder)
    {
        var start = pointer.Current;
        var tasks = await (await pointer.LoadAsync()).Scan().PlanFilesAsync(Expression.True);
        var local = new List<string>();
        foreach (var task in tasks)
            local.Add(await table.Folder.LocalPathAsync(task.File.Path));
        var bytes = tasks.Sum(t => t.File.FileSizeBytes);
        var copied = Path.Combine(folder, "copied.parquet");
        var (ours, theirs) = (new List<double>(), new List<double>());
        // In turns, each first in every other round, so that both meet the same machine. The first round warms up.
        for (var round = 0; round <= Runs; round++)
        {
            pointer.Current = start;
            var copy = 0.0;
            if (round % 2 == 1)
                copy = Copy(connection, local, copied);
            var clock = Stopwatch.StartNew();
            var report = await new DataCompaction(table, connection).RunAsync(dryRun: false);
            var own = clock.Elapsed.TotalSeconds;
            if (report.FilesRemoved != Files || report.FilesAdded != 1)
                throw new InvalidOperationException($"Expected {Files} files to become one: {report}.");
            if (round % 2 == 0)
                copy = Copy(connection, local, copied);
            if (round == 0)
                continue;
            ours.Add(bytes / Megabyte / own);
            theirs.Add(bytes / Megabyte / copy);
        }
        return new Figure(
            FormattableString.Invariant($"Compaction of {Files} files of {bytes / Megabyte / Files:0.0} MB to one, committed"), Median(ours), "MB/s",
            FormattableString.Invariant($"{Files * RowsPerFile:#,##0} rows, 5 columns, durable, metrics and manifests written"),
            new PeerFigure("DuckDB: COPY of the same files to one, flushed", Median(theirs)));
    }

    private static double Copy(DuckDbConnection connection, List<string> files, string target)
    {
        File.Delete(target);
        var clock = Stopwatch.StartNew();
        connection.Execute($"COPY (SELECT * FROM read_parquet({Sql.StringList(files)})) TO {Sql.Literal(target)} (FORMAT parquet, COMPRESSION zstd)");
        // The store flushes too.
        using (var file = File.OpenHandle(target, FileMode.Open, FileAccess.ReadWrite))
            RandomAccess.FlushToDisk(file);
        return clock.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
