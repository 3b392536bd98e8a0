using Bourse.Iceberg.Schemas;

namespace Bourse.Pipelines.Tabular;

/// <summary>Reads files that others wrote. Everything about such a file is hostile; who implements this decides how it is confined.</summary>
public interface ITabularFileReader
{
    /// <summary>Looks at a file: what it is, its columns and rows.</summary>
    /// <param name="path">A local file; its ending says what it is.</param>
    /// <param name="hints">What a CSV file does not say itself; null for nothing.</param>
    /// <param name="wanted">
    /// The columns of the table that the rows are for; null for none. Those of a CSV file whose values all fit the type of the table's become that type: text has no
    /// types of its own, and one day's numbers can be whole ones.
    /// </param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PipelineException">
    /// The file is missing, of no known kind, broken, or has a column without a type in the table format; the message says which.
    /// </exception>
    Task<TabularFile> InspectAsync(string path, CsvHints? hints = null, Schema? wanted = null, CancellationToken cancellationToken = default);

    /// <summary>Begins to read a file that was looked at; its columns are named as in its schema.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Ends the reading, also later.</param>
    /// <exception cref="PipelineException">The file cannot be read any more; the message says why.</exception>
    Task<TabularRows> ReadAsync(TabularFile file, CancellationToken cancellationToken = default);
}
