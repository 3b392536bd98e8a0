using Bourse.Iceberg;

namespace Bourse.Projection.Footers;

/// <summary>A Thrift struct as read: field id → <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="byte"/> array, list of these, or struct.</summary>
internal sealed class ThriftStruct(IReadOnlyDictionary<short, object> fields)
{
    /// <summary>The ids of the fields that are present.</summary>
    public IEnumerable<short> FieldIds => fields.Keys;

    public long? Integer(short id) => Field<long>(id) is { } boxed ? (long)boxed : null;

    public byte[]? Bytes(short id) => (byte[]?)Field<byte[]>(id);

    public ThriftStruct? Struct(short id) => (ThriftStruct?)Field<ThriftStruct>(id);

    /// <summary>The structs of a list field; empty when it is absent.</summary>
    public IEnumerable<ThriftStruct> Structs(short id) => List(id).Select(e => e as ThriftStruct ?? throw WrongType(id));

    private IReadOnlyList<object> List(short id) => (IReadOnlyList<object>?)Field<IReadOnlyList<object>>(id) ?? [];

    private object? Field<T>(short id) => !fields.TryGetValue(id, out var value) ? null : value is T ? value : throw WrongType(id);

    private static IcebergFormatException WrongType(short id) => new($"Field {id} of a footer struct has an unexpected type.");
}
