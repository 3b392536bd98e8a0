using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning;

/// <summary>
/// A scan as a SELECT of DuckDB and the local files it reads: all that a process needs that executes it, which knows nothing of Iceberg. Deletes are applied by
/// the statement itself; the rows of deletion vectors are part of its text.
/// </summary>
public sealed class ScanQuery
{
    private readonly Func<Func<string, string>, string> _write;

    /// <param name="schema">The columns.</param>
    /// <param name="write">Writes the statement, given where the engine finds a local file.</param>
    /// <param name="files">The local files.</param>
    internal ScanQuery(Schema schema, Func<Func<string, string>, string> write, ValueList<string> files) => (Schema, _write, Files) = (schema, write, files);

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
        return _write(pathOf);
    }
}
