using Bourse.Iceberg;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Projection.Generation;

/// <summary>Brings a chain's metadata to the columns, partitions and order of a revision, with numbers of the chain's own: those of the source would count
/// what is hidden.</summary>
internal static class ChainMetadata
{
    // Settings of the source that say how to read, and nothing about what it holds.
    private static readonly string[] s_properties = ["read.split.target-size", "read.split.metadata-target-size", "read.split.planning-lookback"];

    /// <summary>The metadata that the revision's snapshot is added to.</summary>
    public static TableMetadata Before(
        TableMetadata? chain, Guid uuid, string location, Schema schema, ValueList<PartitionField> partitions, ValueList<SortField> sort,
        TextDictionary sourceProperties, long publishedMs)
    {
        var properties = new TextDictionary(sourceProperties.Where(p => s_properties.Contains(p.Key)));
        if (chain is null)
        {
            var created = TableMetadataChanges.Create(uuid, location, schema, new PartitionSpec(0, partitions), publishedMs, properties);
            return WithSort(created, sort);
        }

        var known = chain.Schemas.FirstOrDefault(s => s.WithId(schema.Id).Equals(schema));
        var current = known ?? schema.WithId(chain.Schemas.Max(s => s.Id) + 1);
        var moved = chain with
        {
            Schemas = known is null ? chain.Schemas.Add(current) : chain.Schemas,
            CurrentSchemaId = current.Id,
            LastColumnId = Math.Max(chain.LastColumnId, schema.HighestFieldId),
            Properties = properties,
        };
        return WithSort(WithSpec(moved, partitions), sort);
    }

    private static TableMetadata WithSpec(TableMetadata chain, ValueList<PartitionField> fields)
    {
        var last = chain.LastPartitionId;
        var earlier = chain.PartitionSpecs.SelectMany(s => s.Fields).ToArray();
        // A field that the chain had before keeps its id; ids never fall.
        var numbered = fields.Select(f =>
            earlier.FirstOrDefault(e => (e.SourceId, e.Transform, e.Name) == (f.SourceId, f.Transform, f.Name)) ?? f with { FieldId = ++last }).ToValueList();
        var known = chain.PartitionSpecs.FirstOrDefault(s => s.Fields.Equals(numbered));
        var spec = known ?? new PartitionSpec(chain.PartitionSpecs.Max(s => s.Id) + 1, numbered);
        return chain with
        {
            PartitionSpecs = known is null ? chain.PartitionSpecs.Add(spec) : chain.PartitionSpecs,
            DefaultSpecId = spec.Id,
            LastPartitionId = last,
        };
    }

    private static TableMetadata WithSort(TableMetadata chain, ValueList<SortField> fields)
    {
        var known = fields.Count == 0 ? SortOrder.Unsorted : chain.SortOrders.FirstOrDefault(o => o.Fields.Equals(fields));
        var order = known ?? new SortOrder(chain.SortOrders.Max(o => o.Id) + 1, fields);
        return chain with
        {
            SortOrders = chain.SortOrders.Contains(order) ? chain.SortOrders : chain.SortOrders.Add(order),
            DefaultSortOrderId = order.Id,
        };
    }
}
