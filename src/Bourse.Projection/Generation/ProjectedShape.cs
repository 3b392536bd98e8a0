using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Bourse.Access.Authorization;
using Bourse.Access.Authorization.Masks;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Masking;
using Bourse.Projection.Pieces;

namespace Bourse.Projection.Generation;

/// <summary>
/// The allowed columns of a table, masked ones as they are shown, and what may be said of how its rows lie. Made of allowed columns alone; numbers are given by the
/// chain. A masked column has no part but its masked values.
/// </summary>
internal sealed record ProjectedShape
{
    private readonly ImmutableDictionary<int, string> _masked;

    private ProjectedShape(Schema schema, RuleSet rules, ImmutableDictionary<int, string> masked)
    {
        Schema = schema;
        Rules = rules;
        _masked = masked;
        var layout = EngineTypes.FieldIds(schema) + string.Join(';', schema.Fields.Select(f => EngineTypes.ToSql(f.Type)));
        LayoutDigest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(layout)));
        NestedFieldIds = [.. Enumerable.Range(1, schema.HighestFieldId).Where(id => schema.FindField(id) is not null)];
    }

    /// <summary>The allowed columns, ids kept; masked ones have the type of what is shown.</summary>
    public Schema Schema { get; }

    /// <summary>The rules it was made by.</summary>
    public RuleSet Rules { get; }

    /// <summary>Names, ids and types of the allowed columns, as SHA-256: pieces written for other ones are not used.</summary>
    public string LayoutDigest { get; }

    /// <summary>Every allowed field id at any depth.</summary>
    public ImmutableHashSet<int> NestedFieldIds { get; }

    /// <summary>What the rules leave of a schema.</summary>
    /// <exception cref="ProjectionRefusedException">No allowed column exists, or the row filter does not fit the columns: then nothing can be allowed.</exception>
    /// <exception cref="ArgumentException">A mask does not fit its column.</exception>
    public static ProjectedShape Of(Schema source, RuleSet rules)
    {
        RequireFits(rules.RowFilter, source);
        var allowed = source.Select(rules.FieldIds.ToHashSet());
        var shown = allowed.Fields.Select(f => rules.Masks.TryGetValue(f.Id, out var mask) ? MaskTypes.Shown(f, mask) : f).ToValueList();
        var schema = new Schema(0, shown, allowed.IdentifierFieldIds.All(rules.ShowsPlain) ? allowed.IdentifierFieldIds : []);
        var masked = allowed.Fields.Where(f => rules.Masks.ContainsKey(f.Id))
            .ToImmutableDictionary(f => f.Id, f => MaskSql.Of(rules.Masks[f.Id], SourceSql.Column(f.Id), f.Type));
        if (schema.Fields.Count == 0)
            throw new ProjectionRefusedException("The rule set allows none of the table's columns.");
        if (schema.Fields.Select(f => f.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() != schema.Fields.Count)
            throw new ProjectionRefusedException("Two allowed columns have names that differ in case only, which many engines cannot read; rename one.");
        return new ProjectedShape(schema, rules, masked);
    }

    /// <summary>Whether a column is shown as it is: allowed, and not masked.</summary>
    public bool IsPlain(int? fieldId) => fieldId is { } id && Schema.FindColumn(id) is not null && !_masked.ContainsKey(id);

    /// <summary>What is shown of a column, as SQL over the columns of <see cref="SourceSql.Read"/>.</summary>
    public string ShownSql(int fieldId) => _masked.GetValueOrDefault(fieldId) ?? SourceSql.Column(fieldId);

    /// <summary>The masked columns that a file has to show: those it has, and those that have a value where there was none.</summary>
    /// <param name="present">The columns that the file has.</param>
    public Schema MaskedOf(IReadOnlySet<int> present) =>
        Schema.Select(_masked.Keys.Where(id => present.Contains(id) || Rules.Masks[id] is Mask.Constant).ToHashSet());

    /// <summary>Whether what is shown of a column is one value in every row.</summary>
    public bool ShowsOneValue(int fieldId) => Rules.Masks.GetValueOrDefault(fieldId) is Mask.Null or Mask.Constant;

    /// <summary>
    /// The partition fields, under generated names. Any hidden or masked source column makes the whole view unpartitioned: the other fields alone would still tell files
    /// apart by what is hidden. Field ids are given by the chain.
    /// </summary>
    public ValueList<PartitionField> PartitionFields(PartitionSpec spec)
    {
        var fields = spec.Fields.Where(f => f.Transform is not Transform.Void).ToArray();
        return fields.All(f => IsPlain(f.SourceId))
            ? fields.Select((f, i) => new PartitionField(f.SourceId, PartitionSpec.FieldIdMin + i, PartitionName(f), f.Transform)).ToValueList()
            : [];
    }

    /// <summary>The keys of a sort order up to the first that is not shown as it is: rows sorted by all keys are sorted by these.</summary>
    public ValueList<SortField> SortFields(SortOrder order) => order.Fields.TakeWhile(f => IsPlain(f.SourceId)).ToValueList();

    private static void RequireFits(Expression rowFilter, Schema source)
    {
        try
        {
            rowFilter.Validate(source);
        }
        catch (ArgumentException misfit)
        {
            throw new ProjectionRefusedException(misfit.Message, misfit);
        }
    }

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
