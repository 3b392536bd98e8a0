using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing;
using Bourse.Storage;
using Bourse.Storage.Local;

namespace Bourse.Bench.Iceberg;

/// <summary>
/// A table of many files, ten columns with statistics, partitioned by day over ten years, a thousand files a manifest. The files are there where a peer opens some:
/// names of few tiny files of one row, which are not those that the statistics tell of.
/// </summary>
internal sealed class PlannedTable : IDisposable
{
    private const int Days = 3650;
    private const int FilesPerManifest = 1000;

    // Fewer than names that a file may have on ext4.
    private const int NamesPerFile = 10_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-plan-").FullName;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly LocalObjectStore _store;
    private readonly StoreTableFiles _files;
    private IcebergTable? _written;

    private PlannedTable()
    {
        _store = new LocalObjectStore("lakehouse", _folder, _random);
        _files = new StoreTableFiles(_store, ObjectKey.Parse("gold/t"));
    }

    public static Expression OneDay { get; } = new Expression.Compare(ComparisonOperator.Equal, 1, new Literal.Date(1234));

    /// <summary>A value that one file in a thousand may hold, by the bounds of a column that is no partition.</summary>
    public static Expression ByBounds { get; } = new Expression.Compare(ComparisonOperator.Equal, 2, new Literal.Integer(5));

    /// <summary>A value that the bounds of every file exclude.</summary>
    public static Expression Nowhere { get; } = new Expression.Compare(ComparisonOperator.Equal, 2, new Literal.Integer(-1));

    /// <summary>The table's folder.</summary>
    public string Folder => Path.Combine(_folder, "objects", "gold", "t");

    /// <summary>Writes one.</summary>
    /// <param name="files">How many files it has.</param>
    /// <param name="areThere">Whether they can be opened.</param>
    public static async Task<PlannedTable> WriteAsync(int files, bool areThere = false)
    {
        var table = new PlannedTable();
        if (areThere)
            table.WriteFiles(files);
        var schema = new Schema(0, Enumerable.Range(1, 10).Select(id => new NestedField(id, $"c{id}", TypeOf(id), Required: false)).ToValueList());
        var spec = new PartitionSpec(0, [new PartitionField(1, 1000, "day", new Transform.Identity())]);
        var metadata = TableMetadataChanges.Create(Guid.Empty, table._files.Location, schema, spec, 0);
        var transaction = TableTransaction.BeginCreate(metadata, table._files, TimeProvider.System, table._random);
        var commit = await transaction.PrepareAsync();
        for (var first = 0; first < files; first += FilesPerManifest)
        {
            var batch = Enumerable.Range(first, Math.Min(FilesPerManifest, files - first)).Select(n => table.File(n, files)).ToArray();
            var append = TableTransaction.Begin(new IcebergTable(commit.Metadata, commit.MetadataLocation, table._files), TimeProvider.System, table._random);
            commit = await append.Append(batch).PrepareAsync();
        }
        table._written = new IcebergTable(commit.Metadata, commit.MetadataLocation, table._files);
        return table;
    }

    /// <summary>The table with nothing decoded.</summary>
    public IcebergTable Open() => new(_written!.Metadata, _written.MetadataLocation, _files);

    public void Dispose()
    {
        _store.Dispose();
        _random.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static IcebergType.Primitive TypeOf(int id) => id switch
    {
        1 => new IcebergType.Date(),
        <= 4 => new IcebergType.Long(),
        <= 7 => new IcebergType.Double(),
        _ => new IcebergType.String(),
    };

    // Files in the order of days, as an append a day makes them.
    private static int Day(int number, int files) => (int)((long)number * Days / files);

    private static string Name(int number, int files) =>
        string.Create(CultureInfo.InvariantCulture, $"data/day={Day(number, files)}/{number:D8}-{Guid.Empty:N}.parquet");

    private void WriteFiles(int files)
    {
        using var engine = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true });
        using var connection = engine.Connect();
        var columns = Enumerable.Range(1, 10).Select(id => TypeOf(id) switch
        {
            IcebergType.Date => $"DATE '1970-01-01' AS c{id}",
            IcebergType.Long => $"5::BIGINT AS c{id}",
            IcebergType.Double => $"0.5::DOUBLE AS c{id}",
            _ => $"'FND00000005' AS c{id}",
        });
        var ids = string.Join(", ", Enumerable.Range(1, 10).Select(id => $"c{id}: {id}"));
        var first = "";
        for (var number = 0; number < files; number++)
        {
            if (number % NamesPerFile == 0)
            {
                first = Path.Combine(_folder, $"first-{number}.parquet");
                connection.Execute($"COPY (SELECT {string.Join(", ", columns)}) TO {Sql.Literal(first)} (FORMAT parquet, FIELD_IDS {{{ids}}})");
            }
            var path = Path.Combine(Folder, Name(number, files));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            HardLink.TryCreate(first, path);
        }
    }

    private DataFile File(int number, int files)
    {
        var day = Day(number, files);
        return new DataFile
        {
            Path = $"{_files.Location}/{Name(number, files)}",
            SpecId = 0,
            Partition = [new Literal.Date(day)],
            RecordCount = 100_000,
            FileSizeBytes = 64 << 20,
            SplitOffsets = [4],
            Columns = Enumerable.Range(1, 10).ToImmutableSortedDictionary(id => id, id => Metrics(id, number, day)),
        };
    }

    private static ColumnMetrics Metrics(int id, int number, int day)
    {
        var (lower, upper) = TypeOf(id) switch
        {
            IcebergType.Date => ((Literal)new Literal.Date(day), (Literal)new Literal.Date(day)),
            IcebergType.Long => (new Literal.Integer(number % 1000 * 10L), new Literal.Integer((number % 1000 * 10L) + 9)),
            IcebergType.Double => (new Literal.Real(number), new Literal.Real(number + 0.5)),
            _ => (new Literal.Text($"FND{number:D8}"), new Literal.Text($"FND{number + 9:D8}")),
        };
        return new ColumnMetrics
        {
            SizeBytes = 123_456,
            ValueCount = 100_000,
            NullCount = 0,
            NanCount = TypeOf(id) is IcebergType.Double ? 0 : null,
            LowerBound = ValueList.Create<byte>(LiteralBinary.Encode(lower, TypeOf(id))),
            UpperBound = ValueList.Create<byte>(LiteralBinary.Encode(upper, TypeOf(id))),
        };
    }
}
