using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Bourse.Access.Authorization;
using Bourse.Access.Authorization.Masks;
using Bourse.Access.Resources;
using Bourse.Bench.Measuring;
using Bourse.Catalog;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Scanning;
using Bourse.Metastore.Sqlite;
using Bourse.Projection;
using Bourse.Projection.Naming;
using Bourse.Storage.Local;

namespace Bourse.Bench.Projections;

/// <summary>
/// A table of a data folder that is there, projected for one rule after the other: time and bytes beside writing the visible rows and columns anew; and a first read
/// of the result, which verifies every object, beside a second. The folder is read only.
/// </summary>
internal sealed class RealDataBenchmark : IDisposable
{
    private const int Runs = 5;
    private const double Kilobyte = 1_000;
    private const string Fund = "fund_id";

    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-bench-").FullName;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly LocalObjectStore _lakehouse;
    private readonly DuckDbDatabase _engine;

    private RealDataBenchmark(string data)
    {
        _lakehouse = new LocalObjectStore("lakehouse", Path.Combine(data, "lakehouse"), _random);
        _engine = DuckDbDatabase.Open(new DuckDbOptions { AllowedDirectories = [_folder, Path.Combine(data, "lakehouse")] });
    }

    /// <summary>Measures a table with a column <c>fund_id</c>.</summary>
    /// <param name="data">The data folder of an exchange that does not run.</param>
    /// <param name="table">The table.</param>
    public static async Task<IReadOnlyList<Figure>> RunAsync(string data, TableIdentifier table)
    {
        await using var metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(data, "metastore.db") });
        using var bench = new RealDataBenchmark(data);
        var found = await new TableCatalog(metastore, bench._lakehouse, TimeProvider.System, bench._random).LoadAsync(table)
            ?? throw new FormatException($"--lakehouse: there is no table {table} in {data}.");
        var source = new IcebergTable(found.Metadata, found.MetadataLocation, found.FilesIn(bench._lakehouse));
        var figures = new List<Figure>();
        foreach (var (name, rules) in bench.Rules(source, await source.Scan().ToSqlAsync(Expression.True)))
            figures.AddRange(await bench.MeasureAsync(source, table, name, rules));
        return figures;
    }

    public void Dispose()
    {
        _engine.Dispose();
        _lakehouse.Dispose();
        _random.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private IEnumerable<(string Name, RuleSet Rules)> Rules(IcebergTable source, string sql)
    {
        var schema = source.Metadata.CurrentSchema;
        var fund = schema.Fields.Single(field => field.Name == Fund).Id;
        var all = new RuleSet { FieldIds = [.. schema.Fields.Select(field => field.Id).Order()], RowFilter = Expression.True };
        using var connection = _engine.Connect();
        using var funds = connection.Query($"SELECT DISTINCT {Fund} FROM ({sql}) ORDER BY 1");
        var half = funds.Rows().Select(row => (string)row[0]!).Where((_, i) => i % 2 == 0).Select(text => new Literal.Text(text)).ToArray();
        var last = schema.Fields[^1].Id;
        yield return ("every row and column", all);
        yield return ("the last column hidden", all with { FieldIds = [.. all.FieldIds.Where(id => id != last)] });
        yield return ("every other fund", all with { RowFilter = Expression.IsIn(fund, half) });
        yield return ("every other fund, the last column hidden", all with
        {
            RowFilter = Expression.IsIn(fund, half), FieldIds = [.. all.FieldIds.Where(id => id != last)],
        });
        yield return ("the last column masked null", all with { Masks = all.Masks.SetItem(last, new Mask.Null()) });
    }

    private async Task<IReadOnlyList<Figure>> MeasureAsync(IcebergTable source, TableIdentifier table, string name, RuleSet rules)
    {
        var (prepared, copied, first, second, stored, copiedBytes) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), 0L, 0L);
        for (var round = 0; round <= Runs; round++)
        {
            var folder = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"round-{round}"));
            Directory.CreateDirectory(folder);
            var (copy, bytes) = round % 2 == 1 ? await CopyAsync(source, rules, folder) : default;
            var (ours, reads, written) = await ProjectAsync(source, table, rules, folder);
            (copy, bytes) = round % 2 == 1 ? (copy, bytes) : await CopyAsync(source, rules, folder);
            Directory.Delete(folder, recursive: true);
            if (round == 0)
                continue;
            prepared.Add(ours);
            copied.Add(copy);
            first.Add(reads.First);
            second.Add(reads.Second);
            (stored, copiedBytes) = (written, bytes);
        }
        return
        [
            new Figure($"{table}, {name}: prepared", Median(prepared), "ms", "durable, verified, statistics and metadata",
                new PeerFigure("DuckDB: COPY of the visible rows and columns, flushed", Median(copied))),
            new Figure($"{table}, {name}: data written", stored / Kilobyte, "kB", "pieces, footers and layouts", new PeerFigure("the same", copiedBytes / Kilobyte)),
            new Figure($"{table}, {name}: second read", Median(second), "ms", "every data object whole", new PeerFigure("the first, which verifies", Median(first))),
        ];
    }

    private async Task<(double Ms, (double First, double Second) Reads, long Bytes)> ProjectAsync(
        IcebergTable source, TableIdentifier table, RuleSet rules, string folder)
    {
        await using var metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(folder, "metastore.db") });
        await metastore.MigrateAsync([ProjectionMigrations.Set]);
        using var pieces = new LocalObjectStore("projections", Path.Combine(folder, "projections"), _random);
        var builder = new ProjectionBuilder(metastore, _engine, pieces, [_lakehouse], new NamingKey(new byte[NamingKey.Length]));
        using var served = new ProjectionStore(metastore, [pieces, _lakehouse], Path.Combine(folder, "assembled"), TimeProvider.System);
        var request = new ProjectionRequest
        {
            Agreement = AgreementId.Parse("CTR-1"), Product = ProductName.Parse("bench"), Table = TableName.Parse(table.Name), Rules = rules, Revision = 1,
            PublishedAt = DateTimeOffset.UnixEpoch, Source = source, Pinned = source.Metadata.CurrentSnapshot!,
        };
        var clock = Stopwatch.StartNew();
        var prepared = await builder.PrepareAsync(request);
        var elapsed = clock.Elapsed.TotalMilliseconds;
        await metastore.WriteAsync(async session =>
        {
            await builder.CommitAsync(session, [prepared]);
            return true;
        });
        await served.RefreshAsync();
        var found = served.Find(request.Agreement, request.Product, request.Table)!;
        var reads = (await ReadAsync(served, found), await ReadAsync(served, found));
        var bytes = 0L;
        await foreach (var item in pieces.ListAsync(""))
            bytes += item.Key.Value.StartsWith("metadata/", StringComparison.Ordinal) ? 0 : item.Length;
        return (elapsed, reads, bytes);
    }

    private static async Task<double> ReadAsync(ProjectionStore served, ProjectedTable table)
    {
        var clock = Stopwatch.StartNew();
        foreach (var item in served.List(table, "").Where(item => item.Key.EndsWith(".parquet", StringComparison.Ordinal)))
        {
            await using var bytes = await served.OpenReadAsync(item, 0, item.Length);
            await bytes.CopyToAsync(Stream.Null);
        }
        return clock.Elapsed.TotalMilliseconds;
    }

    private async Task<(double Ms, long Bytes)> CopyAsync(IcebergTable source, RuleSet rules, string folder)
    {
        var target = Path.Combine(folder, "copied.parquet");
        var columns = string.Join(", ", source.Metadata.CurrentSchema.Fields.Where(field => rules.FieldIds.Contains(field.Id))
            .Select(field => rules.Masks.ContainsKey(field.Id) ? $"NULL AS {Sql.Identifier(field.Name)}" : Sql.Identifier(field.Name)));
        using var connection = _engine.Connect();
        var clock = Stopwatch.StartNew();
        var visible = $"SELECT {columns} FROM ({await source.Scan().ToSqlAsync(rules.RowFilter)})";
        connection.Execute($"COPY ({visible}) TO {Sql.Literal(target)} (FORMAT parquet, COMPRESSION zstd)");
        // The store flushes too.
        using (var file = File.OpenHandle(target, FileMode.Open, FileAccess.ReadWrite))
            RandomAccess.FlushToDisk(file);
        return (clock.Elapsed.TotalMilliseconds, new FileInfo(target).Length);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
