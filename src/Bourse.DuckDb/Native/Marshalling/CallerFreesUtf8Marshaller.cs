using System.Runtime.InteropServices.Marshalling;

namespace Bourse.DuckDb.Native.Marshalling;

/// <summary>A <c>char *</c> handed over to us: copied, then given back with <c>duckdb_free</c>.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedOut, typeof(CallerFreesUtf8Marshaller))]
internal static unsafe class CallerFreesUtf8Marshaller
{
    public static string? ConvertToManaged(byte* text) => Utf8StringMarshaller.ConvertToManaged(text);

    public static void Free(byte* text) => NativeMethods.Free(text);
}
