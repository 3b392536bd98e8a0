using Bourse.DuckDb;
using Bourse.Iceberg.Scanning;

namespace Bourse.Query.Scans;

/// <summary>The one place where a scan's statement is executed: an engine of its own, in memory, that can reach the scan's files and nothing else.</summary>
public sealed class ScanRun : IDisposable
{
    private readonly DuckDbDatabase _database;
    private readonly DuckDbConnection _connection;
    private readonly DuckDbResult _result;

    private ScanRun(DuckDbDatabase database, string sql, CancellationToken cancellationToken)
    {
        _database = database;
        _connection = database.Connect();
        try
        {
            _result = _connection.Query(sql, cancellationToken);
        }
        catch
        {
            _connection.Dispose();
            _database.Dispose();
            throw;
        }
    }

    /// <summary>The columns of the result.</summary>
    public IReadOnlyList<DuckDbColumn> Columns => _result.Columns;

    /// <summary>The rows, read once.</summary>
    public IEnumerable<object?[]> Rows => _result.Rows();

    /// <summary>Executes a scan.</summary>
    /// <param name="query">The scan.</param>
    /// <param name="rowsMax">The most rows to give; null for all.</param>
    /// <param name="cancellationToken">Ends the execution.</param>
    /// <exception cref="DuckDbException">A file is damaged, or a value cannot be read as the table's type.</exception>
    public static ScanRun Start(ScanQuery query, long? rowsMax = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Start(query.Files, rowsMax is { } rows ? $"SELECT * FROM ({query.Sql}) LIMIT {rows}" : query.Sql, cancellationToken);
    }

    /// <summary>Counts the rows, duplicates included, of one scan that another does not have.</summary>
    /// <exception cref="DuckDbException">As for <see cref="Start(ScanQuery, long?, CancellationToken)"/>.</exception>
    public static long CountWithout(ScanQuery query, ScanQuery other, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(other);
        using var run = Start(
            [.. query.Files.Concat(other.Files).Distinct(StringComparer.Ordinal)], $"SELECT count(*) FROM (({query.Sql}) EXCEPT ALL ({other.Sql}))", cancellationToken);
        return run._result.Single<long>();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _result.Dispose();
        _connection.Dispose();
        _database.Dispose();
    }

    private static ScanRun Start(IReadOnlyList<string> files, string sql, CancellationToken cancellationToken) =>
        new(DuckDbDatabase.Open(new DuckDbOptions { AllowedPaths = files }), sql, cancellationToken);
}
