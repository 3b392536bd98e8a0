using Bourse.DuckDb;
using Bourse.Query.Engines;
using Bourse.Query.Workers;

namespace Bourse.Pipelines.Tabular;

/// <summary>Reads files in engines that reach the one file and nothing else: in workers, where there are any.</summary>
public sealed class TabularFileReader(IFileEngine engine) : ITabularFileReader
{
    // 2^53: integers below are all told apart by double precision.
    private const string ExactIntegerMax = "9007199254740992";

    /// <summary>Refuses what can be told to be no file of a known format before an engine reads it.</summary>
    /// <exception cref="PipelineException">The file does not exist, is empty, may not be read or has an unknown ending; the message says which.</exception>
    public static void RequireFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new PipelineException($"The file {path} does not exist.");
        // Before it is opened: a pipe is empty, and to open one waits for its writer.
        if (new FileInfo(path).Length == 0)
            throw new PipelineException($"The file {path} is empty.");
        FormatOf(path);
        try
        {
            using var file = File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException($"The file {path} cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc />
    public async Task<TabularFile> InspectAsync(string path, CancellationToken cancellationToken = default)
    {
        RequireFile(path);
        var file = Path.GetFullPath(path);
        var format = FormatOf(file);
        try
        {
            using var session = await engine.OpenAsync([file], cancellationToken);
            return await Task.Run(() => Inspect(session, file, format), cancellationToken);
        }
        catch (Exception e) when (e is DuckDbException or WorkerException)
        {
            throw Unreadable(file, format, e);
        }
    }

    /// <inheritdoc />
    public async Task<TabularRows> ReadAsync(TabularFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            return await TabularRows.OpenAsync(engine, file.Path, path => $"SELECT * FROM {Source(path, file.Format)}", cancellationToken);
        }
        catch (Exception e) when (e is DuckDbException or WorkerException)
        {
            throw Unreadable(file.Path, file.Format, e);
        }
    }

    private static TabularFile Inspect(IFileSession session, string file, TabularFormat format)
    {
        var source = Source(session.PathOf(file), format);
        IReadOnlyList<DuckDbColumn> columns;
        using (var described = session.Query($"SELECT * FROM {source} LIMIT 0"))
        {
            columns = described.Columns;
            _ = described.Rows().Count();
        }
        var schema = SchemaInference.Infer(columns, Path.GetFileName(file));
        if (format != TabularFormat.Parquet)
            RequireExactNumbers(session, file, format, columns);
        // Reads every row, so that a file which is broken further down is refused here and not half way through a write.
        using var counted = session.Query($"SELECT count(*) FROM (SELECT hash(COLUMNS(*)) FROM {source})");
        return new TabularFile { Format = format, Schema = schema, RowCount = counted.Single<long>(), Path = file };
    }

    // A text file's numbers with a point or without room in 64 bits are read as double precision: an account number of 20 digits would become another one.
    private static void RequireExactNumbers(IFileSession session, string file, TabularFormat format, IReadOnlyList<DuckDbColumn> columns)
    {
        foreach (var column in columns.Where(column => column.Type.Id == DuckDbTypeId.Double))
        {
            var name = Sql.Identifier(column.Name);
            using var inexact = session.Query($"""
                SELECT {name} FROM {Texts(session.PathOf(file), format, column.Name)}
                WHERE NOT regexp_matches({name}, '[eE]') AND abs(try_cast({name} AS DOUBLE)) >= {ExactIntegerMax} AND isfinite(try_cast({name} AS DOUBLE))
                   OR isinf(try_cast({name} AS DOUBLE)) AND NOT regexp_matches(lower({name}), 'inf')
                LIMIT 1
                """);
            if (inexact.Rows().ToList() is [[string number]])
                throw new PipelineException(
                    $"{Path.GetFileName(file)}: the column '{column.Name}' has numbers such as {number}, which double precision does not hold exactly; "
                        + "give a Parquet file in which the column is decimal or text.");
        }
    }

    private static PipelineException Unreadable(string file, TabularFormat format, Exception e) =>
        new($"{Path.GetFileName(file)} cannot be read as {format}: {e.Message.Split('\n')[0]}", e);

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
        TabularFormat.Parquet => Sql.ReadParquet([file]),
        TabularFormat.Json => $"read_json({TextFile(file)}, sample_size = -1, ignore_errors = false)",
        _ => $"read_csv({TextFile(file)}, {CsvOptions(file)}, sample_size = -1)",
    };

    /// <summary>The file with a column as the text that it holds.</summary>
    private static string Texts(string file, TabularFormat format, string column) => format == TabularFormat.Json
        ? $"read_json({TextFile(file)}, columns = {{{Sql.Literal(column)}: 'VARCHAR'}})"
        : $"read_csv({TextFile(file)}, {CsvOptions(file)}, all_varchar = true)";

    private static string TextFile(string file) => $"[{Sql.Literal(Sql.Path(file))}], {Sql.NoPathColumns}";

    private static string CsvOptions(string file) =>
        $"delim = {Sql.Literal(Delimiter(file))}, quote = '\"', escape = '\"', header = true, skip = 0, nullstr = '', ignore_errors = false, null_padding = false, strict_mode = true";

    private static string Delimiter(string file) => Path.GetExtension(file).Equals(".tsv", StringComparison.OrdinalIgnoreCase) ? "\t" : ",";
}
