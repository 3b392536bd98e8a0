using System.Diagnostics;
using System.Security.Cryptography;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Bench.Measuring;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing;
using Bourse.Projection;
using Bourse.Storage;

namespace Bourse.Bench.Projections;

/// <summary>Preparing a revision of one large file for rules that hide a column, and for rules that hide some rows too, beside writing the visible cells anew.</summary>
internal static class SpliceBenchmark
{
    private const int Rows = 4_000_000;
    private const int Runs = 5;
    private const double Megabyte = 1_000_000;

    private static readonly Schema Columns = new(0,
    [
        new(1, "id", new IcebergType.Long(), Required: true), new(2, "fund", new IcebergType.String(), Required: false),
        new(3, "day", new IcebergType.Date(), Required: false), new(4, "nav", new IcebergType.Double(), Required: false),
        new(5, "flow", new IcebergType.Double(), Required: false), new(6, "fee", new IcebergType.Double(), Required: false),
    ]);

    // In the order of a column that clients see.
    private static readonly string s_rows = FormattableString.Invariant(
        $"""
        SELECT i AS id, 'FND' || (i % 500) AS fund, DATE '2020-01-01' + CAST(i % 2000 AS INTEGER) AS day, hash(i) / 7::DOUBLE AS nav, hash(i + 1) / 7::DOUBLE AS flow,
               hash(i + 2) / 7::DOUBLE AS fee
        FROM range({Rows}) t(i)
        """);

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using var bench = await ProjectionBench.CreateAsync();
        var source = await WriteAsync(bench);
        var file = (await source.Scan().PlanFilesAsync(Expression.True)).Single().File;
        var original = await source.Files.LocalPathAsync(file.Path);
        var hidden = new RuleSet { FieldIds = [1, 2, 3, 4, 5], RowFilter = Expression.True };
        // A tenth of the rows, in a tenth of the row groups and a part of two more.
        var partly = hidden with { RowFilter = new Expression.Compare(ComparisonOperator.Less, 1, new Literal.Integer(Rows / 10 * 9)) };
        var size = FormattableString.Invariant($"a file of {file.FileSizeBytes / Megabyte:0} MB, {Rows / 1_000_000} M rows, 6 columns");
        return
        [
            .. await PrepareAsync(bench, source, hidden, original, "one column hidden", size, "true"),
            .. await PrepareAsync(
                bench, source, partly, original, "one column and a tenth of the rows hidden", size, FormattableString.Invariant($"id < {Rows / 10 * 9}")),
            await ReadAsync(bench, source, hidden, file.Path),
        ];
    }

    private static async Task<IcebergTable> WriteAsync(ProjectionBench bench)
    {
        var metadata = TableMetadataChanges.Create(new Guid(RandomNumberGenerator.GetBytes(16)), bench.Files.Location, Columns, PartitionSpec.Unpartitioned, 0);
        var written = await new DataFileWriter(bench.Connection, bench.Files, bench.Random).WriteAsync(new DataFileRequest
        {
            Schema = Columns,
            Spec = PartitionSpec.Unpartitioned,
            TableLocation = bench.Files.Location,
            SelectSql = s_rows,
        });
        var start = new IcebergTable(metadata, $"{bench.Files.Location}/metadata/0.metadata.json", bench.Files);
        metadata = await TableTransaction.Begin(start, TimeProvider.System, bench.Random).Append(written).ApplyAsync();
        return new IcebergTable(metadata, $"{bench.Files.Location}/metadata/1.metadata.json", bench.Files);
    }

    private static async Task<IReadOnlyList<Figure>> PrepareAsync(
        ProjectionBench bench, IcebergTable source, RuleSet rules, string original, string name, string size, string filter)
    {
        var copied = Path.Combine(bench.Folder, "copied.parquet");
        var (ours, theirs, written, copiedBytes) = (new List<double>(), new List<double>(), new List<double>(), 0L);
        // In turns, each first in every other round, so that both meet the same machine. The first round warms up.
        for (var round = 0; round <= Runs; round++)
        {
            var copy = round % 2 == 1 ? Copy(bench.Connection, original, copied, filter) : 0.0;
            await bench.ForgetAsync();
            var clock = Stopwatch.StartNew();
            await bench.Builder.PrepareAsync(Request(source, rules));
            var own = clock.Elapsed.TotalMilliseconds;
            if (round % 2 == 0)
                copy = Copy(bench.Connection, original, copied, filter);
            copiedBytes = new FileInfo(copied).Length;
            if (round == 0)
                continue;
            ours.Add(own);
            theirs.Add(copy);
            written.Add(await bench.StoredBytesAsync());
        }
        return
        [
            new Figure($"Revision prepared, {name}", Median(ours), "ms", $"{size}, durable, verified, statistics and metadata",
                new PeerFigure("DuckDB: COPY of the visible cells, flushed", Median(theirs))),
            new Figure($"Bytes written for it, {name}", Median(written) / Megabyte, "MB", size, new PeerFigure("the same", copiedBytes / Megabyte)),
        ];
    }

    private static async Task<Figure> ReadAsync(ProjectionBench bench, IcebergTable source, RuleSet rules, string original)
    {
        await bench.ForgetAsync();
        var table = await bench.ServeAsync(Request(source, rules));
        var item = bench.Served.List(table, "").Single(o => o.Key.EndsWith(".parquet", StringComparison.Ordinal));
        var location = StoreLocation.Parse(original);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round <= 2 * Runs; round++)
        {
            var own = await RateAsync(await bench.Served.OpenReadAsync(item, 0, item.Length));
            var plain = await RateAsync(await bench.Sources.OpenReadAsync(location.Key, 0, item.Length));
            if (round == 0)
                continue;
            ours.Add(own);
            theirs.Add(plain);
        }
        return new Figure(
            "Virtual object read", Median(ours), "MB/s", FormattableString.Invariant($"{item.Length / Megabyte:0} MB, page cache, every block checked, no HTTP"),
            new PeerFigure("as many bytes of the original, not checked", Median(theirs)));
    }

    private static async Task<double> RateAsync(Stream stream)
    {
        await using (stream)
        {
            var buffer = new byte[1 << 18];
            var clock = Stopwatch.StartNew();
            long read = 0;
            for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
                read += count;
            return read / Megabyte / clock.Elapsed.TotalSeconds;
        }
    }

    private static double Copy(DuckDbConnection connection, string source, string target, string filter)
    {
        File.Delete(target);
        var clock = Stopwatch.StartNew();
        connection.Execute(
            $"COPY (SELECT id, fund, day, nav, flow FROM read_parquet({Sql.Literal(source)}) WHERE {filter}) TO {Sql.Literal(target)} (FORMAT parquet, "
                + "COMPRESSION zstd)");
        // The store flushes too.
        using (var file = File.OpenHandle(target, FileMode.Open, FileAccess.ReadWrite))
            RandomAccess.FlushToDisk(file);
        return clock.Elapsed.TotalMilliseconds;
    }

    private static ProjectionRequest Request(IcebergTable source, RuleSet rules) => new()
    {
        Agreement = AgreementId.Parse("CTR-2024-001"),
        Product = ProductName.Parse("fund-data"),
        Table = TableName.Parse("nav"),
        Rules = rules,
        Revision = 1,
        PublishedAt = DateTimeOffset.UnixEpoch,
        Source = source,
        Pinned = source.Metadata.CurrentSnapshot!,
    };

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
