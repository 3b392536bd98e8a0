using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Statistics;
using Bourse.Iceberg.Tests.Support;
using Bourse.Iceberg.Writing;
using Bourse.Iceberg.Writing.Deltas;

namespace Bourse.Iceberg.Tests.Maintenance.Support;

/// <summary>A table with a pointer, under a clock that tests move and over a folder whose every call they see.</summary>
internal sealed class MaintainedLake : IDisposable
{
    public const long HourMs = 3_600_000;
    public const long DayMs = 24 * HourMs;

    public static readonly Schema Columns = new(0,
        [new(1, "id", new IcebergType.Int(), Required: true), new(2, "fund", new IcebergType.String(), Required: false)]);

    private readonly Lake _lake = new();

    public MaintainedLake()
    {
        Folder = new ObservedFolder(_lake.Files, _lake.TableFolder, _lake.Time);
        Pointer = new TestPointer(Folder, (name, location) => Folder.BeforeCall(name, location));
        Table = new MaintainedTable
        {
            Pointer = Pointer,
            Folder = Folder,
            Time = _lake.Time,
            Random = _lake.Random,
            KeepsRef = name => name.StartsWith("rev-", StringComparison.Ordinal),
        };
    }

    public ObservedFolder Folder { get; }

    public TestPointer Pointer { get; }

    public MaintainedTable Table { get; }

    public Lake Lake => _lake;

    public long NowMs { get => _lake.Time.NowMs; set => _lake.Time.NowMs = value; }

    public Task<IcebergTable> CreateAsync(PartitionSpec? spec = null, params (string Name, string Value)[] properties) => CreateAsync(Columns, spec, properties);

    public async Task<IcebergTable> CreateAsync(Schema schema, PartitionSpec? spec = null, params (string Name, string Value)[] properties)
    {
        await Pointer.CreateAsync(TableMetadataChanges.Create(
            Guid.NewGuid(), _lake.Files.Location, schema, spec ?? PartitionSpec.Unpartitioned, NowMs,
            new TextDictionary(properties.Select(p => KeyValuePair.Create(p.Name, p.Value)))));
        return await Pointer.LoadAsync();
    }

    /// <summary>Changes the table, on a newer version when somebody else was first.</summary>
    public async Task<IcebergTable> ChangeAsync(Action<TableTransaction> change, string branch = SnapshotRef.Main)
    {
        var table = await Pointer.LoadAsync();
        var transaction = TableTransaction.Begin(table, _lake.Time, _lake.Random, branch);
        change(transaction);
        while (true)
        {
            if (await Pointer.TryMoveAsync(table, await transaction.ApplyAsync()) is PointerMove.Moved moved)
                return moved.Table;
            table = await Pointer.LoadAsync();
            Assert.Null(await transaction.RebaseAsync(table));
        }
    }

    public async Task<IcebergTable> AppendAsync(string selectSql)
    {
        var files = await WriteAsync(selectSql);
        return await ChangeAsync(t => t.Append(files));
    }

    public async Task<IcebergTable> OverwriteAsync(string selectSql)
    {
        var files = await WriteAsync(selectSql);
        return await ChangeAsync(t => t.Overwrite(files));
    }

    public async Task<IReadOnlyList<DataFile>> WriteAsync(string selectSql)
    {
        var table = await Pointer.LoadAsync();
        return await new DataFileWriter(_lake.Connection, Folder, _lake.Random)
            .WriteAsync(DataFileRequest.Of(table.Metadata, selectSql) with { SortOrder = SortOrder.Unsorted });
    }

    /// <summary>Deletes rows by their places in a data file.</summary>
    public Task DeletePositionsAsync(DataFile data, params long[] positions) => AddDeletesAsync(
        new Schema(0, [MetadataColumns.DeleteFilePath, MetadataColumns.DeletePosition]),
        $"SELECT {Sql.Literal(data.Path)} AS file_path, unnest([{string.Join(", ", positions)}]::BIGINT[]) AS pos",
        new DataFile { Content = FileContent.PositionDeletes, Path = "", SpecId = data.SpecId, Partition = data.Partition, RecordCount = 0, FileSizeBytes = 0 });

    /// <summary>Deletes the rows that equal one of a query's in the columns that the query has, everywhere in a table whose spec 0 has no fields.</summary>
    public async Task DeleteEqualAsync(string selectSql, params int[] fieldIds) => await AddDeletesAsync(
        new Schema(0, (await Pointer.LoadAsync()).Metadata.CurrentSchema.Fields.Where(f => fieldIds.Contains(f.Id)).ToValueList()), selectSql,
        new DataFile { Content = FileContent.EqualityDeletes, Path = "", SpecId = 0, Partition = [], RecordCount = 0, FileSizeBytes = 0, EqualityIds = [.. fieldIds] });

    /// <summary>The live data files, with their deletes.</summary>
    public async Task<IReadOnlyList<ScanTask>> TasksAsync() => await (await Pointer.LoadAsync()).Scan().PlanFilesAsync(Expression.True);

    /// <summary>Calls something just before the table next moves.</summary>
    public void Meanwhile(Func<Task> write) => Folder.BeforeCall = (name, _) =>
    {
        if (name != "move")
            return;
        Folder.BeforeCall = (_, _) => { };
        write().GetAwaiter().GetResult();
    };

    private async Task AddDeletesAsync(Schema schema, string selectSql, DataFile like)
    {
        var table = await Pointer.LoadAsync();
        var local = Folder.NewTemporaryPath(".parquet");
        _lake.Connection.Execute($"COPY ({selectSql}) TO {Sql.Literal(local)} (FORMAT parquet, COMPRESSION zstd, FIELD_IDS {EngineTypes.FieldIds(schema)})");
        var footer = ParquetFooter.ReadFile(local);
        var file = like with
        {
            Path = $"{table.Metadata.Location}/data/{Guid.NewGuid()}-deletes.parquet",
            RecordCount = footer.RowCount,
            FileSizeBytes = new FileInfo(local).Length,
            Columns = FileMetrics.Of(footer, schema, new Dictionary<int, long>()),
        };
        await Folder.AdoptAsync(file.Path, local);
        await ChangeAsync(t => t.Apply(new RowDelta { AddedDeletes = [file] }));
    }

    public async Task<List<string>> RowsAsync(Snapshot? snapshot = null) =>
        _lake.Text(await (await Pointer.LoadAsync()).Scan(snapshot).ToSqlAsync(Expression.True));

    /// <summary>The names of the files in the folder, with the data files of a version by what they are.</summary>
    public async Task<List<string>> FilesAsync()
    {
        var files = new List<string>();
        await foreach (var file in Folder.ListAsync())
            files.Add(file.Location);
        return files;
    }

    public void Dispose() => _lake.Dispose();
}
