using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;
using Bourse.Query.Engines;

namespace Bourse.Pipelines.Tabular;

/// <summary>How one CSV file is read: its dialect, and for columns that the engine types too loosely, an expression of their text.</summary>
internal sealed class CsvSource
{
    private readonly string _file;
    private readonly char _delimiter;
    private readonly char? _decimalMark;
    private readonly IReadOnlyList<CsvCast> _casts;

    private CsvSource(string file, char delimiter, char? decimalMark, IReadOnlyList<CsvCast> casts) =>
        (_file, _delimiter, _decimalMark, _casts) = (file, delimiter, decimalMark, casts);

    /// <summary>The file's dialect; its columns are as the engine types them.</summary>
    /// <exception cref="PipelineException">What stands between fields cannot be told.</exception>
    public static CsvSource Dialect(string file, CsvHints hints) =>
        new(file, hints.Delimiter ?? CsvDelimiter.Of(file), hints.DecimalMark, []);

    /// <summary>The source with exact decimals for numbers with a point, or a comma where that is said, and the wanted types where all values fit.</summary>
    /// <exception cref="DuckDbException">The file is no CSV in this dialect.</exception>
    /// <exception cref="PipelineException">A column's numbers have commas, and nobody said what that means.</exception>
    public CsvSource Typed(IFileSession session, Schema? wanted)
    {
        var path = session.PathOf(_file);
        IReadOnlyList<DuckDbColumn> columns;
        using (var described = session.Query($"{SelectSql(path)} LIMIT 0"))
        {
            columns = described.Columns;
            _ = described.Rows().Count();
        }
        var mark = _decimalMark ?? '.';
        var looks = CsvColumnLook.Of(session, Texts(path), columns.Where(column => column.Type.Id is DuckDbTypeId.Double or DuckDbTypeId.Varchar), mark);
        if (_decimalMark is null && _delimiter != ',' && looks.FirstOrDefault(look => look.Value.HasDecimalCommas).Key is { } unclear)
        {
            throw new PipelineException(
                $"{Path.GetFileName(_file)}: the numbers of column '{unclear}' have commas: say --decimal comma when these begin fractions, or --decimal point to keep "
                + "the column as text.");
        }
        var casts = columns.Select(column => CsvCast.For(
            column, looks.GetValueOrDefault(column.Name), wanted?.Fields.FirstOrDefault(field => field.Name == column.Name)?.Type, mark));
        return new CsvSource(_file, _delimiter, _decimalMark, [.. casts.OfType<CsvCast>()]);
    }

    /// <summary>The SELECT of the rows.</summary>
    /// <param name="path">Where the engine finds the file.</param>
    public string SelectSql(string path)
    {
        var texts = _casts.Where(cast => cast.FromText).Select(cast => $"{Sql.Literal(cast.Column)}: 'VARCHAR'").ToList();
        var types = texts.Count == 0 ? "" : $", types = {{{string.Join(", ", texts)}}}";
        var replaced = _casts.Where(cast => cast.Expression is not null).Select(cast => $"{cast.Expression} AS {Sql.Identifier(cast.Column)}").ToList();
        var columns = replaced.Count == 0 ? "*" : $"* REPLACE ({string.Join(", ", replaced)})";
        return $"SELECT {columns} FROM read_csv({Options(path)}, sample_size = -1{types}{(_decimalMark == ',' ? ", decimal_separator = ','" : "")})";
    }

    /// <summary>The table function that gives every column as the text that it holds.</summary>
    public string Texts(string path) => $"read_csv({Options(path)}, all_varchar = true)";

    /// <summary>Why the file cannot be read, with line, cause and remedy where the engine tells them.</summary>
    public string Explain(IFileSession session, DuckDbException refusal)
    {
        var reason = CsvFault.Find(refusal.Message, _delimiter);
        if (reason is null)
        {
            // Looking for types, the engine does not say where it stopped: read as text alone, it does.
            var columns = string.Join(", ", CsvHeading.Read(_file, new CsvFormat(_delimiter)).Select(name => $"{Sql.Literal(name)}: 'VARCHAR'"));
            try
            {
                using var read = session.Query(
                    $"SELECT count(*) FROM (SELECT hash(COLUMNS(*)) FROM read_csv({Options(session.PathOf(_file))}, auto_detect = false, columns = {{{columns}}}))");
                _ = read.Rows().Count();
            }
            catch (DuckDbException e)
            {
                reason = CsvFault.Find(e.Message, _delimiter);
            }
        }
        return $"{Path.GetFileName(_file)} cannot be read as CSV: {reason ?? refusal.Message.Split('\n')[0]}";
    }

    private string Options(string path) =>
        $"[{Sql.Literal(Sql.Path(path))}], {Sql.NoPathColumns}, delim = {Sql.Literal(_delimiter.ToString())}, quote = '\"', escape = '\"', header = true, skip = 0, "
        + "nullstr = '', ignore_errors = false, null_padding = false, strict_mode = true";
}
