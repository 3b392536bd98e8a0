using Bourse.DuckDb;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Writing;

/// <summary>Sort orders as the engine's ORDER BY.</summary>
internal static class SortKeys
{
    /// <summary>The keys; null when the engine cannot sort so: by buckets, or by a field inside a column. Such files are not said to be sorted.</summary>
    public static IReadOnlyList<string>? Of(SortOrder order, Schema schema)
    {
        var keys = order.Fields.Select(f => schema.FindColumn(f.SourceId) is { } column ? Key(f, column) : null).ToArray();
        return keys.Contains(null) ? null : [.. keys.OfType<string>()];
    }

    private static string? Key(SortField field, NestedField column) => Value(field.Transform, column) is { } value
        ? $"{value} {(field.Descending ? "DESC" : "ASC")} NULLS {(field.NullsFirst ? "FIRST" : "LAST")}"
        : null;

    private static string? Value(Transform transform, NestedField column)
    {
        var name = Sql.Identifier(column.Name);
        return (transform, column.Type) switch
        {
            (Transform.Identity, _) => name,
            (Transform.Year or Transform.Month or Transform.Day or Transform.Hour, _) => $"date_trunc('{transform}', {name})",
            (Transform.Truncate t, IcebergType.String) => FormattableString.Invariant($"left({name}, {t.Width})"),
            // Numbers grow with what they are cut to, so sorting by them sorts by it.
            (Transform.Truncate, IcebergType.Int or IcebergType.Long or IcebergType.Decimal) => name,
            _ => null,
        };
    }
}
