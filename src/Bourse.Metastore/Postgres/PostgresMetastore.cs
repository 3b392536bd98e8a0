using Bourse.Metastore.Migrating;
using Bourse.Metastore.Writing;

namespace Bourse.Metastore.Postgres;

/// <summary>The metastore in a PostgreSQL database, for any number of nodes. PostgreSQL 14 or later.</summary>
public sealed class PostgresMetastore : IMetastore
{
    private readonly PostgresMetastoreOptions _options;
    private readonly GroupWriter _writer;
    private readonly PostgresReaders _readers;

    private PostgresMetastore(PostgresMetastoreOptions options)
    {
        _options = options;
        // One connection writes; another is needed to ask what became of a commit.
        var writing = PostgresConnections.Create(options, connectionsMax: 2, isReadOnly: false);
        _writer = new GroupWriter(new PostgresTransactions(writing, options), options.Clock, nameof(PostgresMetastore));
        _readers = new PostgresReaders(options);
    }

    /// <summary>Prepares the use of a database; nothing is connected yet. Call <see cref="MigrateAsync"/> before anything else.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message names all that are.</exception>
    /// <exception cref="MetastoreException">A file of a secret cannot be read, or may be read by other users.</exception>
    public static PostgresMetastore Open(PostgresMetastoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new PostgresMetastore(options);
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
    public Task<string?> ForgetDeletedAsync(CancellationToken cancellationToken = default) => PostgresScrub.RunAsync(_options, cancellationToken);

    /// <inheritdoc/>
    public async Task MigrateAsync(IReadOnlyList<MigrationSet> sets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sets);
        await ReadAsync(PostgresServerCheck.RequireAsync, cancellationToken);
        await this.WriteAsync(session => Migrator.ApplyAsync(session, sets, _options.Clock.GetUtcNow()), cancellationToken);
    }

    /// <summary>Lets the writes that wait finish, then closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _readers.DisposeAsync();
    }
}
