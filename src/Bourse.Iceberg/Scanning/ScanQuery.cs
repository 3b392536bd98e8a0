using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning;

/// <summary>
/// A scan as a SELECT of DuckDB and the local files it reads: all that a process needs that executes it, which knows nothing of Iceberg. Deletes are applied by
/// the statement itself; the rows of deletion vectors are part of its text.
/// </summary>
public sealed class ScanQuery
{
    private readonly ScanSql _sql;

    internal ScanQuery(Schema schema, ScanSql sql, ValueList<string> files) => (Schema, _sql, Files) = (schema, sql, files);

    /// <summary>The columns the statement gives, in order.</summary>
    public Schema Schema { get; }

    /// <summary>The local files it reads, each once. Deletion vectors have been read already.</summary>
    public ValueList<string> Files { get; }

    /// <summary>The statement, on the files where they are.</summary>
    public string Sql => ToSql(path => path);

    /// <summary>The statement, on files that the engine finds elsewhere.</summary>
    /// <param name="pathOf">The engine's path for one of <see cref="Files"/>.</param>
    public string ToSql(Func<string, string> pathOf)
    {
        ArgumentNullException.ThrowIfNull(pathOf);
        return _sql.Write(pathOf);
    }
}
