using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;
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
    public async Task<TabularFile> InspectAsync(
        string path, CsvHints? hints = null, Schema? wanted = null, CancellationToken cancellationToken = default)
    {
        RequireFile(path);
        var file = Path.GetFullPath(path);
        var format = FormatOf(file);
        try
        {
            using var session = await engine.OpenAsync([file], cancellationToken);
            return await Task.Run(() => Inspect(session, file, format, hints ?? CsvHints.None, wanted), cancellationToken);
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
            return await TabularRows.OpenAsync(engine, file.Path, file.SelectSql, cancellationToken);
        }
        catch (Exception e) when (e is DuckDbException or WorkerException)
        {
            throw Unreadable(file.Path, file.Format, e);
        }
    }

    private static TabularFile Inspect(IFileSession session, string file, TabularFormat format, CsvHints hints, Schema? wanted)
    {
        if (format == TabularFormat.Csv)
            return InspectCsv(session, file, CsvSource.Dialect(file, hints), wanted);
        var source = Inspect(session, file, format, path => $"SELECT * FROM {Source(path, format)}", out var columns);
        if (format == TabularFormat.Json)
            RequireExactNumbers(session, file, columns, column => $"read_json({TextFile(session.PathOf(file))}, columns = {{{Sql.Literal(column)}: 'VARCHAR'}})");
        return source;
    }

    private static TabularFile InspectCsv(IFileSession session, string file, CsvSource dialect, Schema? wanted)
    {
        try
        {
            var source = dialect.Typed(session, wanted);
            var inspected = Inspect(session, file, TabularFormat.Csv, source.SelectSql, out var columns);
            RequireExactNumbers(session, file, columns, _ => source.Texts(session.PathOf(file)));
            return inspected;
        }
        catch (DuckDbException e)
        {
            throw new PipelineException(dialect.Explain(session, e), e);
        }
    }

    private static TabularFile Inspect(
        IFileSession session, string file, TabularFormat format, Func<string, string> selectSql, out IReadOnlyList<DuckDbColumn> columns)
    {
        var select = selectSql(session.PathOf(file));
        using (var described = session.Query($"{select} LIMIT 0"))
        {
            columns = described.Columns;
            _ = described.Rows().Count();
        }
        var schema = SchemaInference.Infer(columns, Path.GetFileName(file));
        // Reads every row, so that a file which is broken further down is refused here and not half way through a write.
        using var counted = session.Query($"SELECT count(*) FROM (SELECT hash(COLUMNS(*)) FROM ({select}))");
        return new TabularFile { Format = format, Schema = schema, RowCount = counted.Single<long>(), Path = file, SelectSql = selectSql };
    }

    // A text file's numbers with an exponent or without room in a decimal are read as double precision: an account number of 20 digits would become another one.
    private static void RequireExactNumbers(IFileSession session, string file, IReadOnlyList<DuckDbColumn> columns, Func<string, string> texts)
    {
        foreach (var column in columns.Where(column => column.Type.Id == DuckDbTypeId.Double))
        {
            var name = Sql.Identifier(column.Name);
            using var inexact = session.Query($"""
                SELECT {name} FROM {texts(column.Name)}
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
        _ => $"read_json({TextFile(file)}, sample_size = -1, ignore_errors = false)",
    };

    private static string TextFile(string file) => $"[{Sql.Literal(Sql.Path(file))}], {Sql.NoPathColumns}";
}
