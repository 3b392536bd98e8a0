namespace Bourse.Iceberg.Avro;

/// <summary>An Avro schema (Avro specification 1.11) with the ids Iceberg adds. Closed. Recursive records refer to themselves by <see cref="Reference"/>.</summary>
internal abstract record AvroSchema
{
    private AvroSchema() { }

    /// <summary>A type without parts.</summary>
    /// <param name="Kind">Which.</param>
    /// <param name="LogicalType">What its values mean, such as <c>date</c>; null for nothing more.</param>
    /// <param name="AdjustToUtc">Iceberg's mark on timestamps: whether they are instants.</param>
    public sealed record Primitive(AvroKind Kind, string? LogicalType = null, bool? AdjustToUtc = null) : AvroSchema;

    /// <summary>A named byte array of one length.</summary>
    public sealed record Fixed(string Name, int Size, string? LogicalType = null, int? Precision = null, int? Scale = null) : AvroSchema;

    /// <summary>One of several names, stored by position.</summary>
    public sealed record Enumeration(string Name, ValueList<string> Symbols) : AvroSchema;

    /// <summary>A list; with the logical type <c>map</c> its items are Iceberg's key-value records.</summary>
    public sealed record Array(AvroSchema Items, int? ElementId = null, string? LogicalType = null) : AvroSchema;

    /// <summary>A map from text.</summary>
    public sealed record Map(AvroSchema Values) : AvroSchema;

    /// <summary>One of several types, stored with its position.</summary>
    public sealed record Union(ValueList<AvroSchema> Branches) : AvroSchema;

    /// <summary>A tuple of named fields.</summary>
    public sealed record Record(string Name, ValueList<AvroField> Fields) : AvroSchema
    {
        private readonly Dictionary<int, int> _byId = Fields
            .Select((field, index) => (field.FieldId, index))
            .Where(f => f.FieldId is not null)
            .DistinctBy(f => f.FieldId)
            .ToDictionary(f => f.FieldId!.Value, f => f.index);

        /// <summary>The position of the field with an id; −1 for none.</summary>
        public int IndexOf(int fieldId) => _byId.GetValueOrDefault(fieldId, -1);

        /// <summary>Whether the writer gave ids.</summary>
        public bool HasFieldIds => _byId.Count > 0;

        /// <summary>The position of the field with a name; −1 for none.</summary>
        public int IndexOf(string name) => Fields.Select(f => f.Name).ToList().IndexOf(name);

        public bool Equals(Record? other) => other is not null && Name == other.Name && Fields.Equals(other.Fields);

        public override int GetHashCode() => HashCode.Combine(Name, Fields);
    }

    /// <summary>A named type defined elsewhere in the document.</summary>
    public sealed record Reference(string Name) : AvroSchema;

    /// <summary>Null or the given type.</summary>
    public static Union Optional(AvroSchema schema) => new([new Primitive(AvroKind.Null), schema]);
}
