using Bourse.DuckDb;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Maintenance.Compaction;

/// <summary>The order rows are to have in rewritten files.</summary>
/// <param name="OrderBy">The keys as the engine sorts by them; empty to leave rows as they come.</param>
/// <param name="SortOrderId">What files say of their order; null for nothing.</param>
internal sealed record RowOrder(string OrderBy, int? SortOrderId)
{
    /// <summary>As they come.</summary>
    public static RowOrder None { get; } = new("", null);

    /// <summary>The table's sort order, where the strategy asks for it.</summary>
    /// <exception cref="MaintenanceException">The strategy asks for an order that the table does not have or that rows are not sorted by.</exception>
    public static RowOrder Of(TableMetadata metadata, CompactionStrategy strategy)
    {
        if (strategy != CompactionStrategy.Sort)
            return None;
        var order = metadata.SortOrders.FirstOrDefault(o => o.Id == metadata.DefaultSortOrderId) ?? SortOrder.Unsorted;
        return order.Fields.Count > 0
            ? new RowOrder(string.Join(", ", order.Fields.Select(f => KeyOf(f, metadata.CurrentSchema))), order.Id)
            : throw new MaintenanceException("bourse.maintenance.compaction: is sort, and the table has no sort order; set one, or use bin-pack.");
    }

    // Rows in the order of a column are in the order of every transform of it that keeps order, so the column itself does.
    private static string KeyOf(SortField field, Schema schema)
    {
        var column = schema.FindColumn(field.SourceId)
            ?? throw new MaintenanceException(
                $"bourse.maintenance.compaction: the table is sorted by field {field.SourceId}, which is no top-level column; use bin-pack.");
        if (field.Transform is Transform.Bucket)
        {
            throw new MaintenanceException(
                $"bourse.maintenance.compaction: the table is sorted by buckets of '{column.Name}', which rows are not sorted by; use bin-pack.");
        }
        return $"{Sql.Identifier(column.Name)} {(field.Descending ? "DESC" : "ASC")} NULLS {(field.NullsFirst ? "FIRST" : "LAST")}";
    }
}
