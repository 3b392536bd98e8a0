using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Bourse.Access.Authorization;
using Bourse.Iceberg;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Projection.Generation;

/// <summary>The allowed columns of a table and what may be said of how its rows lie. Made of allowed columns alone; numbers are given by the chain.</summary>
internal sealed record ProjectedShape
{
    private ProjectedShape(Schema schema, RuleSet rules)
    {
        Schema = schema;
        Rules = rules;
        var layout = EngineTypes.FieldIds(schema) + string.Join(';', schema.Fields.Select(f => EngineTypes.ToSql(f.Type)));
        LayoutDigest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(layout)));
        NestedFieldIds = [.. Enumerable.Range(1, schema.HighestFieldId).Where(id => schema.FindField(id) is not null)];
    }

    /// <summary>The allowed columns, ids kept.</summary>
    public Schema Schema { get; }

    /// <summary>The rules it was made by.</summary>
    public RuleSet Rules { get; }

    /// <summary>Names, ids and types of the allowed columns, as SHA-256: pieces written for other ones are not used.</summary>
    public string LayoutDigest { get; }

    /// <summary>Every allowed field id at any depth.</summary>
    public ImmutableHashSet<int> NestedFieldIds { get; }

    /// <summary>What the rules leave of a schema.</summary>
    /// <exception cref="ArgumentException">No allowed column exists, or the row filter does not fit the columns: then nothing can be allowed.</exception>
    public static ProjectedShape Of(Schema source, RuleSet rules)
    {
        rules.RowFilter.Validate(source);
        if (!rules.Masks.IsEmpty)
            throw new NotSupportedException("The rule set has masks, which projections are not built with yet.");
        var schema = source.Select(rules.FieldIds.ToHashSet()).WithId(0);
        if (schema.Fields.Count == 0)
            throw new ArgumentException("The rule set allows none of the table's columns.", nameof(rules));
        if (schema.Fields.Select(f => f.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() != schema.Fields.Count)
            throw new ArgumentException("Two allowed columns have names that differ in case only, which many engines cannot read; rename one.", nameof(rules));
        return new ProjectedShape(schema, rules);
    }

    /// <summary>
    /// The partition fields, under generated names. Any hidden source column makes the whole view unpartitioned: the other fields alone would still tell files
    /// apart by what is hidden. Field ids are given by the chain.
    /// </summary>
    public ValueList<PartitionField> PartitionFields(PartitionSpec spec)
    {
        var fields = spec.Fields.Where(f => f.Transform is not Transform.Void).ToArray();
        return fields.All(f => Schema.FindColumn(f.SourceId) is not null)
            ? fields.Select((f, i) => new PartitionField(f.SourceId, PartitionSpec.FieldIdMin + i, PartitionName(f), f.Transform)).ToValueList()
            : [];
    }

    /// <summary>The keys of a sort order up to the first hidden one: rows sorted by all keys are sorted by these.</summary>
    public ValueList<SortField> SortFields(SortOrder order) => order.Fields.TakeWhile(f => Schema.FindColumn(f.SourceId) is not null).ToValueList();

    private string PartitionName(PartitionField field)
    {
        var column = Schema.FindColumn(field.SourceId)!.Name;
        if (field.Transform is Transform.Identity)
            return column;
        var name = $"{column}_{field.Transform.ToString()!.Split('[')[0]}";
        while (Schema.FindColumn(name) is not null)
            name += "_part";
        return name;
    }
}
