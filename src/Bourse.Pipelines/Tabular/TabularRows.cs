using Bourse.DuckDb;
using Bourse.Query.Engines;
using Bourse.Query.Workers;

namespace Bourse.Pipelines.Tabular;

/// <summary>The rows of a file that is being read, on their way from the engine that reads it into one that writes them.</summary>
public sealed class TabularRows : IDisposable
{
    private const string Function = "rows_of_file";

    private readonly IFileSession _session;
    private readonly DuckDbRows _rows;
    private Func<Exception?> _stopped = () => null;

    private TabularRows(IFileSession session, DuckDbRows rows) => (_session, _rows) = (session, rows);

    /// <summary>Begins to read a file.</summary>
    /// <param name="engine">What reads it.</param>
    /// <param name="file">The file, absolute.</param>
    /// <param name="select">The SELECT, given where the engine finds the file.</param>
    /// <param name="cancellationToken">Ends the reading, also later.</param>
    /// <exception cref="DuckDbException">The file cannot be read so.</exception>
    /// <exception cref="WorkerException">The worker ended before its work.</exception>
    internal static async Task<TabularRows> OpenAsync(IFileEngine engine, string file, Func<string, string> select, CancellationToken cancellationToken)
    {
        var session = await engine.OpenAsync([file], cancellationToken);
        try
        {
            return new TabularRows(session, await Task.Run(() => session.Query(select(session.PathOf(file))), cancellationToken));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Makes the rows, once, those of a SELECT in another engine.</summary>
    /// <returns>The SELECT.</returns>
    public string GiveTo(DuckDbConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _stopped = connection.RegisterRows(Function, _rows);
        return $"SELECT * FROM {Function}()";
    }

    /// <summary>Why the writing of the rows stopped: what stopped their reading, where that is it.</summary>
    public Exception Cause(DuckDbException stopped) => _stopped() ?? stopped;

    /// <inheritdoc />
    public void Dispose()
    {
        _rows.Dispose();
        _session.Dispose();
    }
}
