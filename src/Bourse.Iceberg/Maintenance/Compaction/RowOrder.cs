using Bourse.DuckDb;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing;

namespace Bourse.Iceberg.Maintenance.Compaction;

/// <summary>The order rows are to have in rewritten files.</summary>
/// <param name="Order">The order; unsorted to leave rows as they come.</param>
/// <param name="Schema">The rows' columns.</param>
internal sealed record RowOrder(SortOrder Order, Schema Schema)
{
    /// <summary>As they come.</summary>
    public static RowOrder None { get; } = new(SortOrder.Unsorted, new Schema(0, []));

    /// <summary>What files say of their order; null for nothing.</summary>
    public int? SortOrderId => Order.Fields.Count > 0 ? Order.Id : null;

    /// <summary>The table's sort order, where the strategy asks for it.</summary>
    /// <exception cref="MaintenanceException">The strategy asks for an order that the table does not have or that rows are not sorted by.</exception>
    public static RowOrder Of(TableMetadata metadata, CompactionStrategy strategy)
    {
        if (strategy != CompactionStrategy.Sort)
            return None;
        var order = metadata.SortOrders.FirstOrDefault(o => o.Id == metadata.DefaultSortOrderId) ?? SortOrder.Unsorted;
        if (order.Fields.Count == 0)
            throw new MaintenanceException("bourse.maintenance.compaction: is sort, and the table has no sort order; set one, or use bin-pack.");
        var sorted = new RowOrder(order, metadata.CurrentSchema);
        _ = sorted.OrderBy("");
        return sorted;
    }

    /// <summary>The keys as the engine sorts by them; empty to leave rows as they come.</summary>
    /// <param name="suffix">What names the tables of <see cref="SortBuckets"/>.</param>
    /// <exception cref="MaintenanceException">Rows are not sorted so.</exception>
    public string OrderBy(string suffix) => string.Join(", ", Order.Fields.Select((f, i) => $"{KeyOf(f, i, suffix)} {SortKeys.Direction(f)}"));

    // Rows in the order of a column are in the order of every transform of it that keeps order, so the column itself does.
    private string KeyOf(SortField field, int index, string suffix)
    {
        var column = Schema.FindColumn(field.SourceId)
            ?? throw new MaintenanceException(
                $"bourse.maintenance.compaction: the table is sorted by field {field.SourceId}, which is no top-level column; use bin-pack.");
        return field.Transform is Transform.Bucket ? SortBuckets.Key(suffix, index, column) : Sql.Identifier(column.Name);
    }
}
