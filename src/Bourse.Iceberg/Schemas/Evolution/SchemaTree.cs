namespace Bourse.Iceberg.Schemas.Evolution;

/// <summary>A schema as one tree: its columns are the fields of a nameless struct.</summary>
internal static class SchemaTree
{
    private const int RootId = int.MinValue;

    /// <summary>The fields by full name, such as <c>address.city</c>, <c>tags.element</c> and <c>prices.value.amount</c>.</summary>
    /// <exception cref="ArgumentException">Two fields have one full name, because a name has a dot.</exception>
    public static Dictionary<string, FieldPlace> Places(Schema schema)
    {
        var places = new Dictionary<string, FieldPlace>(StringComparer.Ordinal);
        foreach (var field in schema.Fields)
            Collect(new FieldPlace(field, null, InMapKey: false, InRepeated: false), "", places);
        return places;
    }

    /// <summary>Columns in which the field with an id is another one; null removes it.</summary>
    public static ValueList<NestedField> Rewrite(ValueList<NestedField> columns, int fieldId, Func<NestedField, NestedField?> change) =>
        Members(Rewrite(Root(columns), fieldId, change)!);

    /// <summary>Columns in which the members of a struct are others; a parent of null means the columns themselves.</summary>
    public static ValueList<NestedField> RewriteMembers(
        ValueList<NestedField> columns, int? structId, Func<ValueList<NestedField>, ValueList<NestedField>> change) =>
        Members(Rewrite(Root(columns), structId ?? RootId, f => f with { Type = new IcebergType.Struct(change(Members(f))) })!);

    /// <summary>The type with fresh ids: those of a struct's fields first, then those inside them.</summary>
    public static IcebergType WithFreshIds(IcebergType type, ref int lastId)
    {
        switch (type)
        {
            case IcebergType.Struct t:
                var fields = new NestedField[t.Fields.Count];
                for (var i = 0; i < fields.Length; i++)
                    fields[i] = t.Fields[i] with { Id = ++lastId };
                for (var i = 0; i < fields.Length; i++)
                    fields[i] = fields[i] with { Type = WithFreshIds(fields[i].Type, ref lastId) };
                return new IcebergType.Struct([.. fields]);
            case IcebergType.List t:
                var element = ++lastId;
                return new IcebergType.List(element, WithFreshIds(t.Element, ref lastId), t.ElementRequired);
            case IcebergType.Map t:
                var (key, value) = (++lastId, ++lastId);
                var keyType = WithFreshIds(t.Key, ref lastId);
                return new IcebergType.Map(key, keyType, value, WithFreshIds(t.Value, ref lastId), t.ValueRequired);
            default:
                return type;
        }
    }

    private static NestedField Root(ValueList<NestedField> columns) => new(RootId, "", new IcebergType.Struct(columns), Required: true);

    private static ValueList<NestedField> Members(NestedField field) => ((IcebergType.Struct)field.Type).Fields;

    private static NestedField? Rewrite(NestedField field, int fieldId, Func<NestedField, NestedField?> change)
    {
        if (field.Id == fieldId)
            return change(field);
        switch (field.Type)
        {
            case IcebergType.Struct t:
                return field with { Type = new IcebergType.Struct(t.Fields.Select(f => Rewrite(f, fieldId, change)).OfType<NestedField>().ToValueList()) };
            case IcebergType.List t:
                var element = Rewrite(Element(t), fieldId, change)!;
                return field with { Type = new IcebergType.List(t.ElementId, element.Type, element.Required) };
            case IcebergType.Map t:
                var value = Rewrite(Value(t), fieldId, change)!;
                return field with { Type = new IcebergType.Map(t.KeyId, t.Key, t.ValueId, value.Type, value.Required) };
            default:
                return field;
        }
    }

    private static void Collect(FieldPlace place, string prefix, Dictionary<string, FieldPlace> places)
    {
        var name = prefix + place.Field.Name;
        if (!places.TryAdd(name, place))
            throw new ArgumentException($"Two fields have the full name '{name}'; rename one by making its schema anew.");
        switch (place.Field.Type)
        {
            case IcebergType.Struct t:
                foreach (var field in t.Fields)
                    Collect(new FieldPlace(field, place, place.InMapKey, place.InRepeated), name + ".", places);
                break;
            case IcebergType.List t:
                Collect(new FieldPlace(Element(t), place, place.InMapKey, InRepeated: true), name + ".", places);
                break;
            case IcebergType.Map t:
                Collect(new FieldPlace(new NestedField(t.KeyId, "key", t.Key, Required: true), place, InMapKey: true, InRepeated: true), name + ".", places);
                Collect(new FieldPlace(Value(t), place, place.InMapKey, InRepeated: true), name + ".", places);
                break;
        }
    }

    private static NestedField Element(IcebergType.List type) => new(type.ElementId, "element", type.Element, type.ElementRequired);

    private static NestedField Value(IcebergType.Map type) => new(type.ValueId, "value", type.Value, type.ValueRequired);
}
