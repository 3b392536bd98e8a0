namespace Bourse.Iceberg.Avro;

/// <summary>
/// A record's values, found by field id. A value is null, bool, int, long, float, double, byte[], string, <see cref="AvroRecord"/>,
/// <see cref="IReadOnlyList{T}"/> or <see cref="IReadOnlyDictionary{TKey, TValue}"/> of values.
/// </summary>
internal sealed class AvroRecord(AvroSchema.Record schema, object?[] values)
{
    public AvroSchema.Record Schema { get; } = schema;

    public IReadOnlyList<object?> Values { get; } = values;

    /// <summary>
    /// The value of a field; null when it is null or the writer did not have the field. The name counts only in records without any id, which ClickHouse
    /// writes against the specification.
    /// </summary>
    public object? Find(int fieldId, string name) =>
        (Schema.HasFieldIds ? Schema.IndexOf(fieldId) : Schema.IndexOf(name)) is >= 0 and var index ? Values[index] : null;

    /// <summary>The value of a field of a type; int is widened to long.</summary>
    /// <exception cref="IcebergFormatException">The value is of another type.</exception>
    public T? Optional<T>(int fieldId, string name) where T : struct => Find(fieldId, name) switch
    {
        null => null,
        T value => value,
        int value when typeof(T) == typeof(long) => (T)(object)(long)value,
        _ => throw new IcebergFormatException($"The Avro field '{name}' ({fieldId}) is not of the type the format gives it."),
    };

    /// <summary>The value of a field that must be there.</summary>
    /// <exception cref="IcebergFormatException">It is null or of another type.</exception>
    public T Required<T>(int fieldId, string name) where T : struct => Optional<T>(fieldId, name) ?? throw Missing(fieldId, name);

    /// <summary>The value of a field of a reference type.</summary>
    /// <exception cref="IcebergFormatException">It is of another type.</exception>
    public T? OptionalObject<T>(int fieldId, string name) where T : class => Find(fieldId, name) switch
    {
        null => null,
        T value => value,
        _ => throw new IcebergFormatException($"The Avro field '{name}' ({fieldId}) is not of the type the format gives it."),
    };

    /// <summary>The value of a field of a reference type that must be there.</summary>
    /// <exception cref="IcebergFormatException">It is null or of another type.</exception>
    public T RequiredObject<T>(int fieldId, string name) where T : class => OptionalObject<T>(fieldId, name) ?? throw Missing(fieldId, name);

    private static IcebergFormatException Missing(int fieldId, string name) => new($"The required Avro field '{name}' ({fieldId}) is missing.");
}
