using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Maintenance.Rewriting;

/// <summary>Finds the schema a partition spec was made from: its columns may have been dropped since.</summary>
internal static class SpecSchema
{
    public static Schema Of(TableMetadata metadata, int specId)
    {
        var spec = metadata.SpecOf(specId);
        return metadata.Schemas
            .OrderByDescending(s => s.Id == metadata.CurrentSchemaId)
            .ThenByDescending(s => s.Id)
            .FirstOrDefault(s => spec.Fields.All(f => s.FindField(f.SourceId) is not null)) ?? metadata.CurrentSchema;
    }
}
