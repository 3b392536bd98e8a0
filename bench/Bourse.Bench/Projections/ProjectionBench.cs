using System.Security.Cryptography;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Metastore.Sqlite;
using Bourse.Projection;
using Bourse.Projection.Naming;
using Bourse.Storage;
using Bourse.Storage.Local;

namespace Bourse.Bench.Projections;

/// <summary>A lakehouse and an exchange's projections of it in a temporary folder.</summary>
internal sealed class ProjectionBench : IAsyncDisposable
{
    private readonly DuckDbDatabase _engine;
    private int _round;
    private SqliteMetastore _metastore = null!;
    private LocalObjectStore _projections = null!;

    private ProjectionBench()
    {
        Folder = Directory.CreateTempSubdirectory("bourse-bench-").FullName;
        _engine = DuckDbDatabase.Open(new DuckDbOptions { AllowedDirectories = [Folder] });
        Connection = _engine.Connect();
        Sources = new LocalObjectStore("lakehouse", Path.Combine(Folder, "lakehouse"), Random);
        Files = new StoreTableFiles(Sources, ObjectKey.Parse("t"));
    }

    public RandomNumberGenerator Random { get; } = RandomNumberGenerator.Create();

    public string Folder { get; }

    public DuckDbConnection Connection { get; }

    public LocalObjectStore Sources { get; }

    public StoreTableFiles Files { get; }

    public ProjectionBuilder Builder { get; private set; } = null!;

    public ProjectionStore Served { get; private set; } = null!;

    public static async Task<ProjectionBench> CreateAsync()
    {
        var bench = new ProjectionBench();
        await bench.OpenAsync();
        return bench;
    }

    /// <summary>Starts an exchange that has made nothing yet.</summary>
    public async Task ForgetAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    public async Task<ProjectedTable> ServeAsync(ProjectionRequest request)
    {
        var prepared = await Builder.PrepareAsync(request);
        await _metastore.WriteAsync(async session =>
        {
            await Builder.CommitAsync(session, [prepared]);
            return true;
        });
        await Served.RefreshAsync();
        return Served.Find(request.Agreement, request.Product, request.Table)!;
    }

    /// <summary>Bytes of all that was stored for projections.</summary>
    public async Task<double> StoredBytesAsync()
    {
        var bytes = 0.0;
        await foreach (var item in _projections.ListAsync(""))
            bytes += item.Length;
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Sources.Dispose();
        Connection.Dispose();
        _engine.Dispose();
        Random.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        var folder = Path.Combine(Folder, $"exchange-{++_round}");
        Directory.CreateDirectory(folder);
        _metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = Path.Combine(folder, "metastore.db") });
        await _metastore.MigrateAsync([ProjectionMigrations.Set]);
        _projections = new LocalObjectStore("projections", Path.Combine(folder, "projections"), Random);
        Builder = new ProjectionBuilder(_metastore, _engine, _projections, [Sources], new NamingKey(new byte[NamingKey.Length]));
        Served = new ProjectionStore(_metastore, [_projections, Sources], Path.Combine(folder, "assembled"), TimeProvider.System);
    }

    private async Task CloseAsync()
    {
        Served.Dispose();
        _projections.Dispose();
        await _metastore.DisposeAsync();
        Directory.Delete(Path.Combine(Folder, $"exchange-{_round}"), recursive: true);
    }
}
