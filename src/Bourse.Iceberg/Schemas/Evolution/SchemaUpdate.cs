namespace Bourse.Iceberg.Schemas.Evolution;

/// <summary>
/// Changes a schema so that files of the schemas before stay readable (Iceberg specification, "Schema Evolution"). Immutable: each change gives the next
/// state. Fields are named in full, such as <c>address.city</c>, <c>tags.element</c>, <c>prices.value</c>. Ids are never used again. What breaks readers or
/// rows already written is refused with an <see cref="ArgumentException"/> that names the field and the rule.
/// </summary>
public sealed class SchemaUpdate
{
    private readonly Dictionary<string, FieldPlace> _places;

    private SchemaUpdate(Schema schema, int lastColumnId) => (Schema, LastColumnId, _places) = (schema, lastColumnId, SchemaTree.Places(schema));

    /// <summary>The schema so far, under the number it began with.</summary>
    public Schema Schema { get; }

    /// <summary>The highest field id given so far.</summary>
    public int LastColumnId { get; }

    /// <summary>Starts changing a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="lastColumnId">The highest field id the table ever gave.</param>
    public static SchemaUpdate Of(Schema schema, int lastColumnId)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new SchemaUpdate(schema, lastColumnId);
    }

    /// <summary>Adds an optional field at the end. The ids inside its type are given anew.</summary>
    /// <param name="name">Its name; no full name, dots are part of it.</param>
    /// <param name="type">Its type.</param>
    /// <param name="parent">The full name of the struct, list of structs or map to structs it goes into; null for a column.</param>
    /// <param name="doc">What it means.</param>
    /// <param name="required">Refused: rows already written would have no value, and version 2 has no default values.</param>
    public SchemaUpdate Add(string name, IcebergType type, string? parent = null, string? doc = null, bool required = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(type);
        if (required)
            throw new ArgumentException($"The field '{name}' cannot be added as required: rows already written have no value for it. Add it as optional.");
        var holder = parent is null ? null : StructIn(Find(parent), parent);
        var last = LastColumnId;
        var id = ++last;
        var field = new NestedField(id, name, SchemaTree.WithFreshIds(type, ref last), Required: false, doc);
        return Next(SchemaTree.RewriteMembers(Schema.Fields, holder?.Id, members => NewName(members, name).Add(field)), last);
    }

    /// <summary>Removes a field. Its id is not given again, so a field of the same name that is added later is another one.</summary>
    public SchemaUpdate Drop(string field)
    {
        var place = Member(field, "dropped");
        var inside = SchemaIds(place.Field).ToHashSet();
        if (Schema.IdentifierFieldIds.Any(inside.Contains))
            throw new ArgumentException($"The field '{field}' cannot be dropped: it identifies rows. Change the identifier fields first.");
        if (place.Parent?.Field.Type is IcebergType.Struct { Fields.Count: 1 } || (place.Parent is null && Schema.Fields.Count == 1))
            throw new ArgumentException($"The field '{field}' cannot be dropped: it is the last one beside its siblings.");
        return Next(SchemaTree.Rewrite(Schema.Fields, place.Field.Id, _ => null));
    }

    /// <summary>Renames a field; its id and its values stay.</summary>
    public SchemaUpdate Rename(string field, string newName)
    {
        ArgumentException.ThrowIfNullOrEmpty(newName);
        var place = Member(field, "renamed");
        return Next(SchemaTree.RewriteMembers(Schema.Fields, place.Parent?.Field.Id, members =>
        {
            NewName(members.Where(m => m.Id != place.Field.Id).ToValueList(), newName);
            return members.Select(m => m.Id == place.Field.Id ? m with { Name = newName } : m).ToValueList();
        }));
    }

    /// <summary>Widens a type: int to long, float to double, a decimal to more digits of the same scale.</summary>
    public SchemaUpdate Widen(string field, IcebergType.Primitive type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var place = Find(field);
        return !place.InMapKey && TypePromotion.Keeps(place.Field.Type, type)
            ? Change(place, f => f with { Type = type })
            : throw new ArgumentException($"The field '{field}' of type {Describe(place)} cannot become {type}: only int to long, float to double and more digits of a "
                + "decimal keep old files readable.");
    }

    /// <summary>Lets a field be null.</summary>
    public SchemaUpdate MakeOptional(string field)
    {
        var place = Find(field);
        if (place.InMapKey)
            throw new ArgumentException($"The field '{field}' cannot become optional: it belongs to a map's key.");
        if (SchemaIds(place.Field).Any(Schema.IdentifierFieldIds.Contains))
            throw new ArgumentException($"The field '{field}' cannot become optional: it identifies rows. Change the identifier fields first.");
        return Change(place, f => f with { Required = false });
    }

    /// <summary>Says what a field means; null for nothing.</summary>
    public SchemaUpdate Describe(string field, string? doc) => Change(Member(field, "described"), f => f with { Doc = doc });

    /// <summary>Moves a field before its siblings.</summary>
    public SchemaUpdate MoveFirst(string field) => Move(field, null, (_, others) => 0);

    /// <summary>Moves a field right before a sibling, named in full.</summary>
    public SchemaUpdate MoveBefore(string field, string sibling) => Move(field, sibling, (at, _) => at);

    /// <summary>Moves a field right after a sibling, named in full.</summary>
    public SchemaUpdate MoveAfter(string field, string sibling) => Move(field, sibling, (at, _) => at + 1);

    /// <summary>Sets the fields that together identify a row; none for no such fields.</summary>
    public SchemaUpdate IdentifyBy(params IEnumerable<string> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var ids = fields.Select(IdentifierId).Distinct().ToValueList();
        return new SchemaUpdate(new Schema(Schema.Id, Schema.Fields, ids), LastColumnId);
    }

    private int IdentifierId(string name)
    {
        var place = Find(name);
        if (place.InRepeated)
            throw Unfit("it is inside a list or map");
        if (place.Field.Type is not IcebergType.Primitive || place.Field.Type is IcebergType.Float or IcebergType.Double)
            throw Unfit("only single values other than float and double do");
        for (var p = place; p is not null; p = p.Parent)
        {
            if (!p.Field.Required)
                throw Unfit($"'{p.Field.Name}' is optional");
        }
        return place.Field.Id;

        ArgumentException Unfit(string why) => new($"The field '{name}' cannot identify rows: {why}.");
    }

    private SchemaUpdate Move(string field, string? sibling, Func<int, int, int> target)
    {
        var place = Member(field, "moved");
        var beside = sibling is null ? null : Member(sibling, "moved to");
        if (beside is not null && (beside.Parent?.Field.Id != place.Parent?.Field.Id || beside.Field.Id == place.Field.Id))
            throw new ArgumentException($"The field '{field}' cannot be moved to '{sibling}': fields move among their siblings.");
        return Next(SchemaTree.RewriteMembers(Schema.Fields, place.Parent?.Field.Id, members =>
        {
            var others = members.Where(m => m.Id != place.Field.Id).ToList();
            others.Insert(target(others.FindIndex(m => m.Id == beside?.Field.Id), others.Count), place.Field);
            return others.ToValueList();
        }));
    }

    private SchemaUpdate Change(FieldPlace place, Func<NestedField, NestedField> change) => Next(SchemaTree.Rewrite(Schema.Fields, place.Field.Id, change));

    private SchemaUpdate Next(ValueList<NestedField> fields, int? lastColumnId = null) =>
        new(new Schema(Schema.Id, fields, Schema.IdentifierFieldIds), lastColumnId ?? LastColumnId);

    private FieldPlace Find(string name) =>
        _places.GetValueOrDefault(name ?? "") ?? throw new ArgumentException($"There is no field '{name}'; there are {string.Join(", ", _places.Keys)}.");

    private FieldPlace Member(string name, string what)
    {
        var place = Find(name);
        return place.IsMember && !place.InMapKey
            ? place
            : throw new ArgumentException($"The field '{name}' cannot be {what}: it is part of a list or map.");
    }

    private static NestedField StructIn(FieldPlace place, string name) => place switch
    {
        { InMapKey: true } => throw new ArgumentException($"Nothing can be added to '{name}': it belongs to a map's key."),
        { Field: { Type: IcebergType.Struct } field } => field,
        { Field.Type: IcebergType.List { Element: IcebergType.Struct } t } => new NestedField(t.ElementId, "element", t.Element, t.ElementRequired),
        { Field.Type: IcebergType.Map { Value: IcebergType.Struct } t } => new NestedField(t.ValueId, "value", t.Value, t.ValueRequired),
        _ => throw new ArgumentException($"Nothing can be added to '{name}': it holds no fields."),
    };

    private static ValueList<NestedField> NewName(ValueList<NestedField> siblings, string name) =>
        siblings.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase)) is { } taken
            ? throw new ArgumentException(
                $"The name '{name}' is taken by the field '{taken.Name}' beside it; names that differ in case alone are the same to the engine.")
            : siblings;

    private static IEnumerable<int> SchemaIds(NestedField field) => SchemaTree.Places(new Schema(0, [field])).Values.Select(p => p.Field.Id);

    private static string Describe(FieldPlace place) => place.Field.Type is IcebergType.Primitive p ? p.ToString() : "a nested type";
}
