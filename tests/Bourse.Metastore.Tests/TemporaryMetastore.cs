using Bourse.Metastore.Sqlite;

namespace Bourse.Metastore.Tests;

/// <summary>A migrated metastore in a directory of its own, gone after the test.</summary>
internal sealed class TemporaryMetastore : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bourse-metastore-").FullName;

    public string Path => System.IO.Path.Combine(_directory, "metastore.db");

    public SqliteMetastore Metastore { get; private set; } = null!;

    public static async Task<TemporaryMetastore> CreateAsync(Func<SqliteMetastoreOptions, SqliteMetastoreOptions>? configure = null)
    {
        var temporary = new TemporaryMetastore();
        await temporary.OpenAsync(configure);
        await temporary.Metastore.WriteAsync(session => session.ExecuteAsync("CREATE TABLE items (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"));
        return temporary;
    }

    public async Task<SqliteMetastore> OpenAsync(Func<SqliteMetastoreOptions, SqliteMetastoreOptions>? configure = null)
    {
        var options = new SqliteMetastoreOptions { Path = Path };
        Metastore = SqliteMetastore.Open(configure?.Invoke(options) ?? options);
        await Metastore.MigrateAsync([]);
        return Metastore;
    }

    /// <summary>A second metastore on the same file, as another process has it.</summary>
    public SqliteMetastore OpenAnother(Func<SqliteMetastoreOptions, SqliteMetastoreOptions>? configure = null)
    {
        var options = new SqliteMetastoreOptions { Path = Path };
        return SqliteMetastore.Open(configure?.Invoke(options) ?? options);
    }

    public async ValueTask DisposeAsync()
    {
        await Metastore.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
