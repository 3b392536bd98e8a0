using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Schemas.Evolution;

namespace Bourse.Iceberg.Metadata;

/// <summary>
/// Evolution as changes of metadata alone: no file is written or read again (Iceberg specification, "Schema Evolution", "Partition Evolution", "Sorting").
/// </summary>
public static class TableMetadataEvolution
{
    /// <summary>Makes the result of a schema update current.</summary>
    /// <exception cref="ArgumentException">A column that is gone still partitions or sorts new files.</exception>
    public static TableMetadata WithUpdatedSchema(this TableMetadata metadata, Func<SchemaUpdate, SchemaUpdate> change, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(change);
        var update = change(SchemaUpdate.Of(metadata.CurrentSchema, metadata.LastColumnId));
        foreach (var field in metadata.DefaultSpec.Fields.Where(f => f.Transform is not Transform.Void && update.Schema.FindField(f.SourceId) is null))
            throw new ArgumentException($"The column '{NameOf(field.SourceId)}' cannot be dropped: the partition field '{field.Name}' comes from it. Remove that field "
                + "from the partition spec first.");
        foreach (var field in DefaultSortOrder(metadata).Fields.Where(f => update.Schema.FindField(f.SourceId) is null))
            throw new ArgumentException($"The column '{NameOf(field.SourceId)}' cannot be dropped: new files are sorted by it. Change the sort order first.");
        return metadata.WithSchema(update.Schema, nowMs) with { LastColumnId = Math.Max(metadata.LastColumnId, update.LastColumnId) };

        string NameOf(int id) => metadata.CurrentSchema.FindField(id)!.Name;
    }

    /// <summary>Makes the result of a spec update the default; an equal spec already there is used again.</summary>
    public static TableMetadata WithUpdatedSpec(this TableMetadata metadata, Func<PartitionSpecUpdate, PartitionSpecUpdate> change, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(change);
        var update = change(PartitionSpecUpdate.Of(metadata));
        var known = metadata.PartitionSpecs.FirstOrDefault(s => s.Fields.Equals(update.Fields));
        var spec = known ?? new PartitionSpec(metadata.PartitionSpecs.Max(s => s.Id) + 1, update.Fields);
        return Checked(metadata with
        {
            PartitionSpecs = known is null ? metadata.PartitionSpecs.Add(spec) : metadata.PartitionSpecs,
            DefaultSpecId = spec.Id,
            LastPartitionId = Math.Max(metadata.LastPartitionId, update.LastPartitionId),
            LastUpdatedMs = Math.Max(metadata.LastUpdatedMs, nowMs),
        });
    }

    /// <summary>Sorts new files so; no keys for no order. An equal order already there is used again.</summary>
    /// <exception cref="ArgumentException">A source is no column of single values, its type does not allow the transform, or it sorts twice.</exception>
    public static TableMetadata WithSortOrder(this TableMetadata metadata, ValueList<SortField> fields, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(fields);
        foreach (var field in fields)
            RequireSortable(field, metadata.CurrentSchema);
        if (fields.Select(f => (f.SourceId, f.Transform)).Distinct().Count() < fields.Count)
            throw new ArgumentException("A sort order has each key once.", nameof(fields));
        var known = fields.Count == 0 ? SortOrder.Unsorted : metadata.SortOrders.FirstOrDefault(o => o.Fields.Equals(fields));
        var order = known ?? new SortOrder(metadata.SortOrders.Select(o => o.Id).Append(SortOrder.Unsorted.Id).Max() + 1, fields);
        return Checked(metadata with
        {
            SortOrders = metadata.SortOrders.Any(o => o.Id == order.Id) ? metadata.SortOrders : metadata.SortOrders.Add(order),
            DefaultSortOrderId = order.Id,
            LastUpdatedMs = Math.Max(metadata.LastUpdatedMs, nowMs),
        });
    }

    /// <summary>Sets and removes single settings; the others stay.</summary>
    public static TableMetadata WithUpdatedProperties(this TableMetadata metadata, TextDictionary set, IReadOnlyCollection<string> removed, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.WithProperties(new TextDictionary(metadata.Properties.Where(p => !removed.Contains(p.Key)).Concat(set)), nowMs);
    }

    /// <summary>The order of new files.</summary>
    public static SortOrder DefaultSortOrder(this TableMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.SortOrders.FirstOrDefault(o => o.Id == metadata.DefaultSortOrderId) ?? SortOrder.Unsorted;
    }

    private static void RequireSortable(SortField field, Schema schema)
    {
        if (schema.FindField(field.SourceId) is not { Type: IcebergType.Primitive type } column)
            throw new ArgumentException($"Field {field.SourceId} cannot be sorted by: it is no column of single values.");
        try
        {
            PartitionTypes.ResultOf(field.Transform, type);
        }
        catch (IcebergFormatException e)
        {
            throw new ArgumentException($"Column '{column.Name}' cannot be sorted by {field.Transform}: {e.Message}", e);
        }
    }

    private static TableMetadata Checked(TableMetadata metadata)
    {
        TableMetadataRules.Check(metadata);
        return metadata;
    }
}
