using System.Globalization;
using System.Text;
using Bourse.Metastore.Postgres;
using Bourse.Metastore.Sqlite;

namespace Bourse.Metastore.Tests;

/// <summary>A migrated metastore of its own, gone after the test.</summary>
internal sealed class TemporaryMetastore : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bourse-metastore-").FullName;
    private readonly Database _kind;
    private PostgresServer? _server;
    private string _database = "";

    private TemporaryMetastore(Database kind) => _kind = kind;

    /// <summary>The file of a SQLite metastore.</summary>
    public string Path => System.IO.Path.Combine(_directory, "metastore.db");

    /// <summary>What another process opens the same metastore with: a file, or a socket's folder, its port and a database.</summary>
    public string Address => _kind == Database.Sqlite ? Path : $"{_server!.Folder} {_server.Port} {_database}";

    public IMetastore Metastore { get; private set; } = null!;

    public static async Task<TemporaryMetastore> CreateAsync(Database kind)
    {
        var temporary = new TemporaryMetastore(kind);
        if (kind == Database.Postgres)
        {
            temporary._server = await PostgresServer.SharedAsync();
            temporary._database = await temporary._server.CreateDatabaseAsync();
        }
        await temporary.OpenAsync();
        await temporary.Metastore.WriteAsync(session => session.ExecuteAsync("CREATE TABLE items (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"));
        return temporary;
    }

    /// <summary>The metastore at an <see cref="Address"/>.</summary>
    public static IMetastore Open(string address, TimeSpan? busyTimeout = null) => address.Split(' ') switch
    {
        [var path] => SqliteMetastore.Open(new SqliteMetastoreOptions { Path = path, BusyTimeout = busyTimeout ?? SqliteMetastoreOptions.BusyTimeoutDefault }),
        [var folder, var port, var database] => PostgresMetastore.Open(new PostgresMetastoreOptions
        {
            Host = folder,
            Port = int.Parse(port, CultureInfo.InvariantCulture),
            Database = database,
            User = "bourse",
            BusyTimeout = busyTimeout ?? PostgresMetastoreOptions.BusyTimeoutDefault,
        }),
        _ => throw new ArgumentException(address, nameof(address)),
    };

    public async Task<IMetastore> OpenAsync()
    {
        Metastore = Open(Address);
        await Metastore.MigrateAsync([]);
        return Metastore;
    }

    /// <summary>A second metastore on the same database, as another process has it.</summary>
    public IMetastore OpenAnother(TimeSpan? busyTimeout = null) => Open(Address, busyTimeout);

    /// <summary>Runs a statement past the metastore.</summary>
    public Task ExecuteAsync(string sql) => _server!.ExecuteAsync(_database, sql);

    /// <summary>Whether a text is anywhere in the files of the server's tables.</summary>
    public async Task<bool> IsInDataFilesAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.Combine(_server!.Folder, "data", "base"), "*", SearchOption.AllDirectories))
        {
            if ((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(bytes) >= 0)
                return true;
        }
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await Metastore.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
