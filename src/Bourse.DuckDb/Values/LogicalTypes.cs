using Bourse.DuckDb.Native;
using Bourse.DuckDb.Native.Handles;
using Bourse.DuckDb.Native.Marshalling;

namespace Bourse.DuckDb.Values;

/// <summary>Makes engine types from <see cref="DuckDbType"/>. The caller frees them.</summary>
internal static class LogicalTypes
{
    public static LogicalTypeHandle Create(DuckDbType type) => type.Id switch
    {
        DuckDbTypeId.Decimal => NativeMethods.CreateDecimalType((byte)type.Width, (byte)type.Scale),
        DuckDbTypeId.List => Wrap(type.Element!, static element => NativeMethods.CreateListType(element)),
        DuckDbTypeId.Array => Wrap(type.Element!, element => NativeMethods.CreateArrayType(element, (ulong)type.ArrayLength)),
        DuckDbTypeId.Map => Wrap(type.Key!, key => Wrap(type.Element!, element => NativeMethods.CreateMapType(key, element))),
        DuckDbTypeId.Struct => Members(type, static (types, names, count) => NativeMethods.CreateStructType(types, names, count)),
        DuckDbTypeId.Union => Members(type, static (types, names, count) => NativeMethods.CreateUnionType(types, names, count)),
        DuckDbTypeId.Enum => Names([.. type.EnumValues], (names, count) => NativeMethods.CreateEnumType(names, count)),
        _ => NativeMethods.CreateLogicalType(type.Id),
    };

    private static LogicalTypeHandle Wrap(DuckDbType inner, Func<LogicalTypeHandle, LogicalTypeHandle> make)
    {
        using var type = Create(inner);
        return make(type);
    }

    private static LogicalTypeHandle Members(DuckDbType type, Func<nint[], nint[], ulong, LogicalTypeHandle> make)
    {
        var types = type.Fields.Select(field => Create(field.Type)).ToArray();
        try
        {
            var pointers = types.Select(each => each.DangerousGetHandle()).ToArray();
            return Names([.. type.Fields.Select(field => field.Name)], (names, count) => make(pointers, names, count));
        }
        finally
        {
            foreach (var each in types)
                each.Dispose();
        }
    }

    private static unsafe LogicalTypeHandle Names(string[] names, Func<nint[], ulong, LogicalTypeHandle> make)
    {
        var pointers = new nint[names.Length];
        try
        {
            for (var i = 0; i < names.Length; i++)
                pointers[i] = (nint)StrictUtf8Marshaller.ConvertToUnmanaged(names[i]);
            return make(pointers, (ulong)names.Length);
        }
        finally
        {
            foreach (var pointer in pointers)
                StrictUtf8Marshaller.Free((byte*)pointer);
        }
    }
}
