using System.Collections;
using Bourse.DuckDb.Native;
using Bourse.DuckDb.Native.Handles;

namespace Bourse.DuckDb.Values;

/// <summary>Lists, structs, maps, unions and enums as engine values.</summary>
internal static unsafe class NestedValues
{
    public static ValueHandle Enum(string value, DuckDbType target)
    {
        var index = target.EnumValues.IndexOf(value);
        if (index < 0)
            throw new ArgumentException($"'{value}' is not a value of {target}.", nameof(value));
        using var type = LogicalTypes.Create(target);
        return NativeMethods.CreateEnum(type, (ulong)index);
    }

    public static ValueHandle Create(object value, DuckDbType? target) => (value, target) switch
    {
        (IReadOnlyDictionary<string, object?> fields, { Id: DuckDbTypeId.Struct }) => Struct(fields, target),
        (IReadOnlyDictionary<string, object?> { Count: 1 } member, { Id: DuckDbTypeId.Union }) => Union(member.First(), target),
        (IDictionary entries, { Id: DuckDbTypeId.Map }) => Map(entries, target),
        (IEnumerable items, null or { Id: DuckDbTypeId.List or DuckDbTypeId.Array }) when value is not IDictionary => List(items, target),
        _ => throw new NotSupportedException(
            $"A {value.GetType().Name} cannot become {target?.ToString() ?? "a parameter whose type is open; write it as CAST(? AS type)"}."),
    };

    private static ValueHandle List(IEnumerable items, DuckDbType? target)
    {
        using var values = new ValueList();
        foreach (var item in items)
            values.Add(item, target?.Element);
        if (target?.Id == DuckDbTypeId.Array && values.Count != target.ArrayLength)
            throw new ArgumentException($"{target} needs {target.ArrayLength} elements, not {values.Count}.", nameof(items));
        using var element = target is null ? null : LogicalTypes.Create(target.Element!);
        return values.Call(pointers =>
        {
            var type = element?.DangerousGetHandle() ?? values.FirstType();
            return target?.Id == DuckDbTypeId.Array
                ? NativeMethods.CreateArray(type, (nint*)pointers, (ulong)values.Count)
                : NativeMethods.CreateList(type, (nint*)pointers, (ulong)values.Count);
        });
    }

    private static ValueHandle Struct(IReadOnlyDictionary<string, object?> fields, DuckDbType target)
    {
        if (fields.Count != target.Fields.Length)
            throw new ArgumentException($"{target} has {target.Fields.Length} fields, not {fields.Count}.", nameof(fields));
        using var values = new ValueList();
        foreach (var field in target.Fields)
        {
            if (!fields.TryGetValue(field.Name, out var value))
                throw new ArgumentException($"The field '{field.Name}' of {target} is missing.", nameof(fields));
            values.Add(value, field.Type);
        }
        using var type = LogicalTypes.Create(target);
        return values.Call(pointers => NativeMethods.CreateStruct(type, (nint*)pointers));
    }

    private static ValueHandle Map(IDictionary entries, DuckDbType target)
    {
        using var keys = new ValueList();
        using var values = new ValueList();
        foreach (DictionaryEntry entry in entries)
        {
            keys.Add(entry.Key, target.Key);
            values.Add(entry.Value, target.Element);
        }
        using var type = LogicalTypes.Create(target);
        return keys.Call(keyPointers => values.Call(
            pointers => NativeMethods.CreateMap(type, (nint*)keyPointers, (nint*)pointers, (ulong)keys.Count)));
    }

    private static ValueHandle Union(KeyValuePair<string, object?> member, DuckDbType target)
    {
        for (var i = 0; i < target.Fields.Length; i++)
        {
            if (target.Fields[i].Name != member.Key)
                continue;
            using var value = ValueFactory.Create(member.Value, target.Fields[i].Type);
            using var type = LogicalTypes.Create(target);
            return NativeMethods.CreateUnion(type, (ulong)i, value);
        }
        throw new ArgumentException($"'{member.Key}' is not a member of {target}.", nameof(member));
    }
}
