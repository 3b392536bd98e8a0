using Bourse.DuckDb;

namespace Bourse.Query.Engines;

/// <summary>
/// Engines in this process: for files that we wrote ourselves, and where there are no workers. A file that attacks the engine's reader attacks this process.
/// </summary>
public sealed class InProcessEngine : IFileEngine
{
    /// <inheritdoc />
    public Task<IFileSession> OpenAsync(IReadOnlyList<string> files, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (var file in files)
        {
            if (!File.Exists(file))
                throw new FileNotFoundException($"The file {file} does not exist.", file);
        }
        return Task.FromResult<IFileSession>(new Session(
            DuckDbDatabase.Open(new DuckDbOptions { AllowedPaths = [.. files.Distinct(StringComparer.Ordinal)] }), cancellationToken));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session : IFileSession
    {
        private readonly DuckDbDatabase _database;
        private readonly DuckDbConnection _connection;
        private readonly CancellationToken _cancellation;
        private readonly CancellationTokenRegistration _interrupt;
        private DuckDbStatement? _statement;

        public Session(DuckDbDatabase database, CancellationToken cancellationToken)
        {
            (_database, _connection, _cancellation) = (database, database.Connect(), cancellationToken);
            // Rows are made while they are read, after the call that began them.
            _interrupt = cancellationToken.UnsafeRegister(static connection => ((DuckDbConnection)connection!).Interrupt(), _connection);
        }

        public string PathOf(string file) => file;

        public DuckDbRows Query(string sql)
        {
            _statement?.Dispose();
            _statement = _connection.Prepare(sql);
            return _statement.ExecuteStreaming(_cancellation);
        }

        public void Dispose()
        {
            _interrupt.Dispose();
            _statement?.Dispose();
            _connection.Dispose();
            _database.Dispose();
        }
    }
}
