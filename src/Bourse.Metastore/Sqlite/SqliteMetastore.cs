using Bourse.Metastore.Migrating;
using Bourse.Metastore.Writing;
using Microsoft.Data.Sqlite;

namespace Bourse.Metastore.Sqlite;

/// <summary>
/// The metastore in one SQLite file: write-ahead log, every commit flushed. Several processes of one machine may have it open; each queues its own writes,
/// and SQLite lets one process write at a time.
/// </summary>
public sealed class SqliteMetastore : IMetastore
{
    private readonly GroupWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly SqliteMetastoreOptions _options;

    private SqliteMetastore(SqliteMetastoreOptions options, SqliteConnection writer)
    {
        _options = options;
        _writer = new GroupWriter(new SqliteTransactions(writer, options), options.Clock, nameof(SqliteMetastore));
        _readers = new SqliteReaders(options);
    }

    /// <summary>The version of the SQLite library in use.</summary>
    /// <exception cref="MetastoreException">The library is too old.</exception>
    public static Version LibraryVersion => SqliteNativeLibrary.EnsureLoaded();

    /// <summary>Opens the database, creating it when absent. Call <see cref="MigrateAsync"/> before anything else.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message names all that are.</exception>
    /// <exception cref="MetastoreException">The file cannot be opened, is no database, or may be read by other users.</exception>
    public static SqliteMetastore Open(SqliteMetastoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        try
        {
            SqliteConnections.EnsureFile(options.Path);
            return new SqliteMetastore(options, SqliteConnections.OpenWriter(options));
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Translate(exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MetastoreException(MetastoreErrorKind.NotAccessible, $"The metadata database cannot be opened: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<IMetastoreSession, Task<T>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return _readers.RunAsync(work, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> WriteAsync<T>(Func<IMetastoreWriteSession, Task<T>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return _writer.WriteAsync(work, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<string?> ForgetDeletedAsync(CancellationToken cancellationToken = default) => Task.Run(() => SqliteScrub.RunAsync(_options), cancellationToken);

    /// <inheritdoc/>
    public Task MigrateAsync(IReadOnlyList<MigrationSet> sets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sets);
        return this.WriteAsync(session => Migrator.ApplyAsync(session, sets, _options.Clock.GetUtcNow()), cancellationToken);
    }

    /// <summary>Lets the writes that wait finish, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _readers.Dispose();
    }
}
