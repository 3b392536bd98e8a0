using System.Data;
using System.Data.Common;
using Npgsql;

namespace Bourse.Metastore.Postgres;

/// <summary>A bounded set of connections, each in one read at a time, which sees one snapshot.</summary>
internal sealed class PostgresReaders(PostgresMetastoreOptions options) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = PostgresConnections.Create(options, options.ReadersMax, isReadOnly: true);
    private readonly SemaphoreSlim _free = new(options.ReadersMax);

    public async Task<T> RunAsync<T>(Func<IMetastoreSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            return await RunWorkAsync(connection, transaction, work, cancellationToken);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            throw PostgresErrors.Translate(exception);
        }
        finally
        {
            _free.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _free.Dispose();
    }

    private async Task<T> RunWorkAsync<T>(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Func<IMetastoreSession, Task<T>> work, CancellationToken cancellationToken)
    {
        var session = new PostgresSession(connection, options, cancellationToken);
        try
        {
            var answer = await work(session);
            session.End();
            await transaction.CommitAsync(cancellationToken);
            return answer;
        }
        finally
        {
            session.End();
        }
    }
}
