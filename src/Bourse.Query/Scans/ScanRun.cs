using Bourse.DuckDb;
using Bourse.Iceberg.Scanning;
using Bourse.Query.Engines;

namespace Bourse.Query.Scans;

/// <summary>The one place where a scan's statement is executed: in an engine that can reach the scan's files and nothing else.</summary>
public sealed class ScanRun : IDisposable
{
    private readonly IFileSession _session;
    private readonly DuckDbRows _rows;

    private ScanRun(IFileSession session, DuckDbRows rows) => (_session, _rows) = (session, rows);

    /// <summary>The columns of the result.</summary>
    public IReadOnlyList<DuckDbColumn> Columns => _rows.Columns;

    /// <summary>The rows, read once. They are made while they are read: what is wrong with a file may show only then.</summary>
    public IEnumerable<object?[]> Rows => _rows.Rows();

    /// <summary>Begins a scan.</summary>
    /// <param name="engine">Where: workers for files that others wrote.</param>
    /// <param name="query">The scan.</param>
    /// <param name="rowsMax">The most rows to give; null for all.</param>
    /// <param name="cancellationToken">Ends the execution.</param>
    /// <exception cref="DuckDbException">A file is damaged, or a value cannot be read as the table's type.</exception>
    /// <exception cref="Workers.WorkerException">The worker ended before its work.</exception>
    /// <exception cref="FileNotFoundException">A file of the table is missing.</exception>
    public static Task<ScanRun> StartAsync(IFileEngine engine, ScanQuery query, long? rowsMax = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return StartAsync(
            engine,
            [.. query.Files],
            session => rowsMax is { } rows ? $"SELECT * FROM ({query.ToSql(session.PathOf)}) LIMIT {rows}" : query.ToSql(session.PathOf),
            cancellationToken);
    }

    /// <summary>Counts the rows, duplicates included, of one scan that another does not have.</summary>
    /// <exception cref="DuckDbException">As for <see cref="StartAsync(IFileEngine, ScanQuery, long?, CancellationToken)"/>, as are others.</exception>
    public static async Task<long> CountWithoutAsync(IFileEngine engine, ScanQuery query, ScanQuery other, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(other);
        using var run = await StartAsync(
            engine,
            [.. query.Files.Concat(other.Files).Distinct(StringComparer.Ordinal)],
            session => $"SELECT count(*) FROM (({query.ToSql(session.PathOf)}) EXCEPT ALL ({other.ToSql(session.PathOf)}))",
            cancellationToken);
        return run._rows.Single<long>();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _rows.Dispose();
        _session.Dispose();
    }

    private static async Task<ScanRun> StartAsync(
        IFileEngine engine, IReadOnlyList<string> files, Func<IFileSession, string> sql, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var session = await engine.OpenAsync(files, cancellationToken);
        try
        {
            return new ScanRun(session, await Task.Run(() => session.Query(sql(session)), cancellationToken));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
