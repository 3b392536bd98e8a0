namespace Bourse.Query.Engines;

/// <summary>Runs SQL over files, in engines that can reach those files and nothing else. Who implements it decides how they are confined.</summary>
public interface IFileEngine : IAsyncDisposable
{
    /// <summary>Opens an engine for some files.</summary>
    /// <param name="files">The files that its statements may read.</param>
    /// <param name="cancellationToken">Ends the opening, and later what the session does.</param>
    /// <exception cref="FileNotFoundException">A file does not exist.</exception>
    Task<IFileSession> OpenAsync(IReadOnlyList<string> files, CancellationToken cancellationToken = default);
}
