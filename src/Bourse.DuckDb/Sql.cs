using System.Text.RegularExpressions;
using System.Globalization;

namespace Bourse.DuckDb;

/// <summary>
/// The one place that writes names and values into SQL text. Where a parameter can be bound, bind it instead. Text that DuckDB would cut or
/// change (a NUL, a lone surrogate) is refused, never repaired.
/// </summary>
public static partial class Sql
{
    /// <summary>A quoted name, such as <c>"my table"</c>.</summary>
    /// <exception cref="ArgumentException">Empty, or with a NUL or a lone surrogate.</exception>
    public static string Identifier(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Quote(name, '"', nameof(name));
    }

    /// <summary>Names joined by points, such as <c>"gold"."nav_history"</c>.</summary>
    public static string Identifier(string first, string second) => Identifier(first) + "." + Identifier(second);

    /// <summary>A quoted text, such as <c>'it''s'</c>. A backslash stands for itself.</summary>
    /// <exception cref="ArgumentException">With a NUL or a lone surrogate.</exception>
    public static string Literal(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Quote(value, '\'', nameof(value));
    }

    /// <summary>TRUE or FALSE.</summary>
    public static string Literal(bool value) => value ? "TRUE" : "FALSE";

    /// <summary>A BIGINT, typed so that the smallest value needs no larger type.</summary>
    public static string Literal(long value) => $"CAST('{value.ToString(CultureInfo.InvariantCulture)}' AS BIGINT)";

    /// <summary>A DOUBLE that reads back bit for bit, NaN and infinities included.</summary>
    public static string Literal(double value) => double.IsNaN(value) ? "CAST('nan' AS DOUBLE)"
        : double.IsInfinity(value) ? $"CAST('{(value < 0 ? "-" : "")}inf' AS DOUBLE)"
        : $"CAST('{value.ToString("R", CultureInfo.InvariantCulture)}' AS DOUBLE)";

    /// <summary>A DECIMAL with the value's own scale.</summary>
    public static string Literal(decimal value)
    {
        var exact = DuckDbDecimal.From(value);
        return $"CAST('{exact}' AS DECIMAL({exact.Width()},{exact.Scale}))";
    }

    /// <summary>A DATE.</summary>
    public static string Literal(DateOnly value) => $"DATE '{value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'";

    /// <summary>A TIMESTAMP to the microsecond. A local time is refused.</summary>
    public static string Literal(DateTime value) => value.Kind == DateTimeKind.Local
        ? throw new ArgumentException("A local time depends on the machine; give DateTimeKind.Unspecified or a DateTimeOffset.", nameof(value))
        : $"TIMESTAMP '{value.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'";

    /// <summary>A TIMESTAMP WITH TIME ZONE to the microsecond.</summary>
    public static string Literal(DateTimeOffset value) =>
        $"TIMESTAMPTZ '{value.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}+00'";

    /// <summary>A UUID.</summary>
    public static string Literal(Guid value) => $"CAST('{value:D}' AS UUID)";

    /// <summary>A BLOB.</summary>
    public static string Literal(ReadOnlySpan<byte> value) => $"from_hex('{Convert.ToHexString(value)}')";

    /// <summary>
    /// Parquet files as a table function, of these very files and what is in them: folders named <c>column=value</c> give no columns, and <c>*</c>, <c>?</c> and
    /// <c>[</c> in a path stand for themselves.
    /// </summary>
    /// <param name="paths">The files.</param>
    /// <param name="options">Further named parameters of read_parquet, such as <c>file_row_number = true</c>.</param>
    public static string ReadParquet(IEnumerable<string> paths, params IEnumerable<string> options) =>
        $"read_parquet({string.Join(", ", [StringList(paths.Select(Path)), NoPathColumns, .. options])})";

    /// <summary>The parameter of read_parquet, read_csv and read_json that keeps folders named <c>column=value</c> from giving columns.</summary>
    public const string NoPathColumns = "hive_partitioning = false";

    /// <summary>A file's path for a table function, in which <c>*</c>, <c>?</c> and <c>[</c> stand for themselves.</summary>
    public static string Path(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.AsSpan().ContainsAny('*', '?', '[') ? GlobCharacter().Replace(path, "[$0]") : path;
    }

    [GeneratedRegex(@"[*?\[]")]
    private static partial Regex GlobCharacter();

    /// <summary>A list of texts, such as <c>['a', 'b']</c>: what read_parquet takes for its files.</summary>
    public static string StringList(IEnumerable<string> values) => "[" + string.Join(", ", values.Select(Literal)) + "]";

    private static string Quote(string text, char quote, string parameter)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
                throw new ArgumentException($"Text with a NUL character (at {i}) cannot be written into SQL.", parameter);
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
                throw new ArgumentException($"Text with a lone surrogate (near {i}) cannot be written into SQL.", parameter);
        }
        return quote + text.Replace(quote.ToString(), new string(quote, 2), StringComparison.Ordinal) + quote;
    }
}
