using Bourse.DuckDb;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Writing;

/// <summary>Sort orders as the engine's ORDER BY.</summary>
internal static class SortKeys
{
    /// <summary>The keys; null when the engine cannot sort so: by a field inside a column, or what a transform is not of. Such files are not said to be sorted.</summary>
    /// <param name="order">The order.</param>
    /// <param name="schema">The rows' columns.</param>
    /// <param name="suffix">What names the tables of <see cref="SortBuckets"/>.</param>
    public static IReadOnlyList<string>? Of(SortOrder order, Schema schema, string suffix)
    {
        var keys = order.Fields.Select((f, i) => schema.FindColumn(f.SourceId) is { } column && Value(f.Transform, column, suffix, i) is { } value
            ? $"{value} {Direction(f)}"
            : null).ToArray();
        return keys.Contains(null) ? null : [.. keys.OfType<string>()];
    }

    /// <summary>Which end of a key comes first.</summary>
    public static string Direction(SortField field) => $"{(field.Descending ? "DESC" : "ASC")} NULLS {(field.NullsFirst ? "FIRST" : "LAST")}";

    private static string? Value(Transform transform, NestedField column, string suffix, int index)
    {
        var name = Sql.Identifier(column.Name);
        return (transform, column.Type) switch
        {
            (Transform.Identity, _) => name,
            (Transform.Bucket, _) => SortBuckets.Key(suffix, index, column),
            (Transform.Year or Transform.Month or Transform.Day or Transform.Hour, _) => $"date_trunc('{transform}', {name})",
            (Transform.Truncate t, IcebergType.String) => FormattableString.Invariant($"left({name}, {t.Width})"),
            // Numbers grow with what they are cut to, so sorting by them sorts by it.
            (Transform.Truncate, IcebergType.Int or IcebergType.Long or IcebergType.Decimal) => name,
            _ => null,
        };
    }
}
