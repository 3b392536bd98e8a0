using Bourse.DuckDb;

namespace Bourse.Query.Engines;

/// <summary>An engine of one's own over some files. Use from one thread at a time.</summary>
public interface IFileSession : IDisposable
{
    /// <summary>Where statements find one of the session's files.</summary>
    string PathOf(string file);

    /// <summary>Starts one statement; its rows are made while they are read, and must be read to their end before the next.</summary>
    /// <exception cref="DuckDbException">The engine's refusal, here or while rows are read.</exception>
    /// <exception cref="Workers.WorkerException">The session's worker ended before its work.</exception>
    DuckDbRows Query(string sql);
}
