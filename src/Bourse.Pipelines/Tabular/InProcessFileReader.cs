using Bourse.DuckDb;
using Bourse.Query.Sessions;

namespace Bourse.Pipelines.Tabular;

/// <summary>
/// Reads files in this process, in an engine that reaches the one file and nothing else. For the provider's own files: a file that attacks the engine's
/// reader attacks this process.
/// </summary>
public sealed class InProcessFileReader : ITabularFileReader
{
    /// <inheritdoc />
    public Task<TabularFile> InspectAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = Path.GetFullPath(path);
        if (!File.Exists(file))
            throw new PipelineException($"The file {path} does not exist.");
        if (new FileInfo(file).Length == 0)
            throw new PipelineException($"The file {path} is empty.");
        var format = FormatOf(file);
        return Task.Run(() => Inspect(file, format, cancellationToken), cancellationToken);
    }

    private static TabularFile Inspect(string file, TabularFormat format, CancellationToken cancellationToken)
    {
        try
        {
            var select = $"SELECT * FROM {Source(file, format)}";
            using var session = TableSession.Open([], new SessionOptions { Files = [file] });
            using var described = session.Connection.Query($"{select} LIMIT 0", cancellationToken);
            var schema = SchemaInference.Infer(described.Columns, Path.GetFileName(file));
            // Reads every row, so that a file which is broken further down is refused here and not half way through a write.
            var rows = session.Connection.QuerySingle<long>(
                $"SELECT count(*) FROM (SELECT hash(COLUMNS(*)) FROM {Source(file, format)})", cancellationToken);
            return new TabularFile { Format = format, Schema = schema, RowCount = rows, Path = file, SelectSql = select };
        }
        catch (DuckDbException e)
        {
            throw new PipelineException($"{Path.GetFileName(file)} cannot be read as {format}: {e.Message.Split('\n')[0]}", e);
        }
    }

    private static TabularFormat FormatOf(string file) => Path.GetExtension(file).ToUpperInvariant() switch
    {
        ".PARQUET" => TabularFormat.Parquet,
        ".CSV" or ".TSV" => TabularFormat.Csv,
        ".JSON" or ".NDJSON" or ".JSONL" => TabularFormat.Json,
        var other => throw new PipelineException(
            $"{Path.GetFileName(file)}: files ending in '{other.ToLowerInvariant()}' are not read; give .parquet, .csv, .tsv, .json, .ndjson or .jsonl."),
    };

    /// <summary>Types of text files come from all rows, not from a sample; a row that does not fit is an error, never skipped or padded.</summary>
    private static string Source(string file, TabularFormat format) => format switch
    {
        TabularFormat.Parquet => $"read_parquet([{Sql.Literal(file)}])",
        TabularFormat.Json => $"read_json([{Sql.Literal(file)}], sample_size = -1, ignore_errors = false)",
        _ => $"read_csv([{Sql.Literal(file)}], delim = {Sql.Literal(Delimiter(file))}, quote = '\"', escape = '\"', header = true, skip = 0, " +
            "sample_size = -1, nullstr = '', ignore_errors = false, null_padding = false, strict_mode = true)",
    };

    private static string Delimiter(string file) => Path.GetExtension(file).Equals(".tsv", StringComparison.OrdinalIgnoreCase) ? "\t" : ",";
}
