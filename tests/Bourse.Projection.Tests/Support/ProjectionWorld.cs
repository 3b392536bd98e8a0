using System.Security.Cryptography;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Support;
using Bourse.Iceberg.Writing;
using Bourse.Metastore.Sqlite;
using Bourse.Projection.Naming;
using Bourse.Storage;
using Bourse.Storage.Local;

namespace Bourse.Projection.Tests.Support;

/// <summary>A provider's lakehouse with one table, and an exchange that serves projections of it, in a temporary folder.</summary>
internal sealed class ProjectionWorld : IAsyncDisposable
{
    public static readonly ProductName Product = ProductName.Parse("fund-data");
    public static readonly TableName Table = TableName.Parse("nav");
    public static readonly AgreementId Agreement = AgreementId.Parse("CTR-2024-001");
    public static readonly AgreementId Another = AgreementId.Parse("CTR-2024-002");
    public static readonly DateTimeOffset FirstPublished = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly NamingKey Naming = new(Enumerable.Range(0, NamingKey.Length).Select(i => (byte)i).ToArray());

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly ManualTime _time = new();
    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true, Threads = 2 });
    private readonly List<IDisposable> _opened = [];

    private ProjectionWorld()
    {
        Folder = Directory.CreateTempSubdirectory("bourse-projection-").FullName;
        Connection = _engine.Connect();
    }

    public string Folder { get; }

    public DuckDbConnection Connection { get; }

    public SqliteMetastore Metastore { get; private set; } = null!;

    public LocalObjectStore Lakehouse { get; private set; } = null!;

    public LocalObjectStore Projections { get; private set; } = null!;

    public ProjectionBuilder Builder { get; private set; } = null!;

    public ProjectionStore Served { get; private set; } = null!;

    public IcebergTable Source { get; private set; } = null!;

    public StoreTableFiles SourceFiles => new(Lakehouse, ObjectKey.Parse("gold/nav-1"));

    /// <summary>Rows in a row group of the source's files.</summary>
    public int RowGroupRows { get; set; } = ParquetLayout.RowGroupRowsDefault;

    public static async Task<ProjectionWorld> CreateAsync(
        Schema schema, PartitionSpec? spec = null, TextDictionary? properties = null, SortOrder? sort = null)
    {
        var world = new ProjectionWorld();
        await world.OpenAsync();
        var initial = TableMetadataChanges.Create(
            new Guid(RandomNumberGenerator.GetBytes(16)), world.SourceFiles.Location, schema, spec ?? PartitionSpec.Unpartitioned, world._time.NowMs, properties);
        if (sort is not null)
            initial = initial with { SortOrders = initial.SortOrders.Add(sort), DefaultSortOrderId = sort.Id };
        await world.CommitAsync(TableTransaction.BeginCreate(initial, world.SourceFiles, world._time, world._random));
        return world;
    }

    /// <summary>What a process does that starts on the same disk: nothing in memory is left.</summary>
    public async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    public TableTransaction Begin() => TableTransaction.Begin(Source, _time, _random);

    public async Task CommitAsync(TableTransaction transaction)
    {
        _time.NowMs += 1000;
        Source = await IcebergTable.LoadAsync((await transaction.PrepareAsync()).MetadataLocation, SourceFiles);
    }

    public async Task AppendAsync(string selectSql, params int[] orderBy) => await CommitAsync(Begin().Append(await WriteAsync(selectSql, orderBy)));

    public async Task OverwriteAsync(string selectSql, params int[] orderBy) => await CommitAsync(Begin().Overwrite(await WriteAsync(selectSql, orderBy)));

    public async Task<IReadOnlyList<Iceberg.Manifests.DataFile>> WriteAsync(string selectSql, params int[] orderBy) =>
        await new DataFileWriter(Connection, SourceFiles, _random).WriteAsync(new DataFileRequest
        {
            Schema = Source.Metadata.CurrentSchema,
            Spec = Source.Metadata.DefaultSpec,
            TableLocation = Source.Metadata.Location,
            SelectSql = selectSql,
            OrderBy = [.. orderBy],
            RowGroupRows = RowGroupRows,
        });

    public static RuleSet Rules(Expression rows, params int[] columns) => new() { FieldIds = [.. columns.Order()], RowFilter = rows };

    public ProjectionRequest Request(RuleSet rules, int revision, AgreementId? agreement = null) => new()
    {
        Agreement = agreement ?? Agreement,
        Product = Product,
        Table = Table,
        Rules = rules,
        Revision = revision,
        PublishedAt = FirstPublished.AddDays(revision),
        Source = Source,
        Pinned = Source.Metadata.CurrentSnapshot!,
    };

    /// <summary>Prepares, commits and serves the source's present snapshot.</summary>
    public async Task<ProjectedTable> ServeAsync(RuleSet rules, int revision, AgreementId? agreement = null)
    {
        var prepared = await Builder.PrepareAsync(Request(rules, revision, agreement));
        await CommitAsync(prepared);
        return (await FindAsync(agreement))!;
    }

    public Task CommitAsync(params PreparedProjection[] prepared) => Metastore.WriteAsync(async session =>
    {
        await Builder.CommitAsync(session, prepared);
        return true;
    });

    public async Task<ProjectedTable?> FindAsync(AgreementId? agreement = null)
    {
        await Served.RefreshAsync();
        return Served.Find(agreement ?? Agreement, Product, Table);
    }

    /// <summary>The keys in the projections' store that start with a prefix.</summary>
    public async Task<List<string>> StoredAsync(string prefix)
    {
        var keys = new List<string>();
        await foreach (var item in Projections.ListAsync(prefix))
            keys.Add(item.Key.Value);
        return keys;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Connection.Dispose();
        _engine.Dispose();
        _random.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        Metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(Folder, "metastore.db") });
        await Metastore.MigrateAsync([ProjectionMigrations.Set]);
        Lakehouse = new LocalObjectStore("lakehouse", Path.Combine(Folder, "lakehouse"), _random);
        Projections = new LocalObjectStore("projections", Path.Combine(Folder, "projections"), _random);
        Builder = new ProjectionBuilder(Metastore, _engine, Projections, [Lakehouse], Naming);
        Served = new ProjectionStore(Metastore, [Projections, Lakehouse], Path.Combine(Folder, "assembled"), TimeProvider.System);
        _opened.AddRange([Lakehouse, Projections, Served]);
        if (Source is not null)
            Source = await IcebergTable.LoadAsync(Source.MetadataLocation, SourceFiles);
    }

    private async Task CloseAsync()
    {
        _opened.ForEach(o => o.Dispose());
        _opened.Clear();
        await Metastore.DisposeAsync();
    }
}
