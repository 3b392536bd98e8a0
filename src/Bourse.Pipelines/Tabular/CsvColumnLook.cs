using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;
using Bourse.Query.Engines;

namespace Bourse.Pipelines.Tabular;

/// <summary>What all values of a CSV column look like as text.</summary>
/// <param name="IsEmpty">There are no values.</param>
/// <param name="IsPlain">Every value is a number without an exponent.</param>
/// <param name="HasDecimalCommas">Every value is a number as it is written with decimal commas, and some have one.</param>
/// <param name="WholeDigitsMax">The most digits before the decimal mark, without leading zeros.</param>
/// <param name="FractionDigitsMin">The fewest digits after it.</param>
/// <param name="FractionDigitsMax">The most digits after it.</param>
internal sealed record CsvColumnLook(
    bool IsEmpty, bool IsPlain, bool HasDecimalCommas, long WholeDigitsMax, long FractionDigitsMin, long FractionDigitsMax)
{
    // More digits than a price, a rate or a quantity has: what programs print of double precision.
    private const int FractionDigitsExactMax = 12;

    // What a column keeps room for whose numbers have unlike many digits: another file's may have more.
    private const int FractionDigitsRoom = 6;

    private const int ShortPrecision = 18;
    private const int LongPrecision = 38;

    private const string PointNumber = @"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)";
    private const string CommaNumber = @"[+-]?([0-9]+|[0-9]{1,3}(\.[0-9]{3})+)(,[0-9]+)?";

    /// <summary>The exact type of such numbers; null where they have none.</summary>
    public IcebergType.Decimal? Exact
    {
        get
        {
            var fraction = FractionDigitsMin == FractionDigitsMax ? FractionDigitsMax : Math.Max(FractionDigitsMax, FractionDigitsRoom);
            return IsPlain && FractionDigitsMax <= FractionDigitsExactMax && WholeDigitsMax + fraction <= LongPrecision
                ? new IcebergType.Decimal(WholeDigitsMax + fraction <= ShortPrecision ? ShortPrecision : LongPrecision, (int)fraction)
                : null;
        }
    }

    /// <summary>Looks at columns.</summary>
    /// <param name="session">Where.</param>
    /// <param name="texts">The table function that gives them as text.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="mark">What stands before the digits of a fraction.</param>
    /// <returns>What they look like, by name.</returns>
    public static IReadOnlyDictionary<string, CsvColumnLook> Of(IFileSession session, string texts, IEnumerable<DuckDbColumn> columns, char mark)
    {
        var names = columns.Select(column => column.Name).ToList();
        if (names.Count == 0)
            return new Dictionary<string, CsvColumnLook>();
        using var looked = session.Query($"SELECT {string.Join(", ", names.Select(name => Measures(name, mark)))} FROM {texts}");
        var row = looked.Rows().Single();
        return names.Select((name, i) => (name, look: Read(row.AsSpan(i * 6, 6)))).ToDictionary(each => each.name, each => each.look);
    }

    /// <summary>A value of a column as the engine writes numbers.</summary>
    public static string Number(string column, char mark) => mark == ','
        ? $"replace(replace(trim({Sql.Identifier(column)}), '.', ''), ',', '.')"
        : $"trim({Sql.Identifier(column)})";

    private static string Measures(string column, char mark)
    {
        var (name, number) = (Sql.Identifier(column), Number(column, mark));
        return $"""
            count({name}) = 0,
            coalesce(bool_and(regexp_full_match(trim({name}), {Sql.Literal(mark == ',' ? CommaNumber : PointNumber)})), false),
            coalesce(bool_and(regexp_full_match(trim({name}), {Sql.Literal(CommaNumber)})) AND bool_or(contains({name}, ',')), false),
            coalesce(max(length(regexp_extract({number}, '^[+-]?0*([0-9]*)', 1))), 0),
            coalesce(min(length(regexp_extract({number}, '[.]([0-9]*)$', 1))), 0),
            coalesce(max(length(regexp_extract({number}, '[.]([0-9]*)$', 1))), 0)
            """;
    }

    private static CsvColumnLook Read(ReadOnlySpan<object?> measures) => new(
        (bool)measures[0]!, (bool)measures[1]!, (bool)measures[2]!, (long)measures[3]!, (long)measures[4]!, (long)measures[5]!);
}
