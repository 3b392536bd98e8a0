using Bourse.Storage.Local;

namespace Bourse.Metastore.Sqlite;

/// <summary>
/// Makes the processes that write to one database take turns. SQLite's write lock goes to whoever asks at the right moment, so a process that writes without
/// a pause can keep another waiting for seconds, and a suspension must not wait. Who wants the write lock passes this lock first and holds it until
/// it has the other: while one process is in its transaction, the next one waits inside, and the first has to queue behind it.
/// </summary>
/// <remarks>The lock is on an empty file beside the database and ends with the process that holds it, however it ends.</remarks>
internal sealed class Turnstile(string databasePath, TimeSpan timeout, TimeProvider clock)
{
    private readonly string _path = databasePath + "-turn";

    /// <summary>Passes; dispose the result once the write lock is held.</summary>
    /// <exception cref="MetastoreException">Another process stood inside for the whole time.</exception>
    public async Task<IDisposable> PassAsync()
    {
        try
        {
            return await FileLock.TakeAsync(_path, timeout, clock);
        }
        catch (IOException exception)
        {
            throw new MetastoreException(MetastoreErrorKind.Busy, "Another process waits to write to the metadata database; try again.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new MetastoreException(
                MetastoreErrorKind.NotAccessible, $"The file {_path} cannot be opened for writing; check its owner and mode.", exception);
        }
    }
}
