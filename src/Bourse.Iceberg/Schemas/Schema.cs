using System.Globalization;

namespace Bourse.Iceberg.Schemas;

/// <summary>The columns of a table at one time.</summary>
public sealed record Schema
{
    private readonly Dictionary<int, NestedField> _topLevel;
    private readonly Dictionary<int, NestedField> _all = [];

    /// <summary>Makes a schema.</summary>
    /// <param name="id">The schema's number in its table, from 0.</param>
    /// <param name="fields">The columns in order.</param>
    /// <param name="identifierFieldIds">Fields that together identify a row; required and primitive.</param>
    /// <exception cref="IcebergFormatException">Two fields share an id or two siblings a name, or an identifier field does not exist.</exception>
    public Schema(int id, ValueList<NestedField> fields, ValueList<int>? identifierFieldIds = null)
    {
        ArgumentNullException.ThrowIfNull(fields);
        Id = id;
        Fields = fields;
        IdentifierFieldIds = identifierFieldIds ?? [];
        Index(fields);
        _topLevel = fields.ToDictionary(f => f.Id);
        foreach (var identifier in IdentifierFieldIds)
        {
            if (!_all.ContainsKey(identifier))
                throw new IcebergFormatException(Text($"schema {id}: identifier field {identifier} does not exist"));
        }
    }

    /// <summary>The schema's number in its table.</summary>
    public int Id { get; }

    /// <summary>The columns in order.</summary>
    public ValueList<NestedField> Fields { get; }

    /// <summary>Fields that together identify a row.</summary>
    public ValueList<int> IdentifierFieldIds { get; }

    /// <summary>The fields at every depth, list elements and map keys and values included.</summary>
    public IEnumerable<NestedField> AllFields => _all.Values;

    /// <summary>The highest field id at any depth; 0 for no fields.</summary>
    public int HighestFieldId => _all.Count == 0 ? 0 : _all.Keys.Max();

    /// <summary>The column with an id, or null. Fields inside a column are not found.</summary>
    public NestedField? FindColumn(int fieldId) => _topLevel.GetValueOrDefault(fieldId);

    /// <summary>The column with a name, exact or differing in case only, or null.</summary>
    public NestedField? FindColumn(string name) =>
        Fields.FirstOrDefault(f => f.Name == name) ?? Fields.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The field with an id at any depth, list elements and map keys and values included, or null.</summary>
    public NestedField? FindField(int fieldId) => _all.GetValueOrDefault(fieldId);

    /// <summary>The same columns under another number.</summary>
    public Schema WithId(int id) => new(id, Fields, IdentifierFieldIds);

    /// <summary>Only the given columns, ids kept, in this schema's order. Identifier fields that are left out are dropped with their set.</summary>
    public Schema Select(IReadOnlySet<int> fieldIds)
    {
        ArgumentNullException.ThrowIfNull(fieldIds);
        var kept = Fields.Where(f => fieldIds.Contains(f.Id)).ToValueList();
        var identifiers = IdentifierFieldIds.All(fieldIds.Contains) ? IdentifierFieldIds : [];
        return new Schema(Id, kept, identifiers);
    }

    /// <summary>Whether both have the same number, columns and identifier fields.</summary>
    public bool Equals(Schema? other) =>
        other is not null && Id == other.Id && Fields.Equals(other.Fields) && IdentifierFieldIds.Equals(other.IdentifierFieldIds);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Id, Fields, IdentifierFieldIds);

    private void Index(ValueList<NestedField> siblings)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in siblings)
        {
            if (string.IsNullOrEmpty(field.Name))
                throw new IcebergFormatException(Text($"schema {Id}: field {field.Id} has no name"));
            if (!names.Add(field.Name))
                throw new IcebergFormatException(Text($"schema {Id}: two fields are named '{field.Name}'"));
            Index(field);
        }
    }

    private void Index(NestedField field)
    {
        if (!_all.TryAdd(field.Id, field))
            throw new IcebergFormatException(Text($"schema {Id}: two fields have id {field.Id}"));
        switch (field.Type)
        {
            case IcebergType.Struct type:
                Index(type.Fields);
                break;
            case IcebergType.List type:
                Index(new NestedField(type.ElementId, "element", type.Element, type.ElementRequired));
                break;
            case IcebergType.Map type:
                Index(new NestedField(type.KeyId, "key", type.Key, Required: true));
                Index(new NestedField(type.ValueId, "value", type.Value, type.ValueRequired));
                break;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
