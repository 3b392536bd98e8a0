using System.Runtime.InteropServices.Marshalling;

namespace Bourse.DuckDb.Native.Marshalling;

/// <summary>A <c>const char *</c> that belongs to the engine: copied, never freed.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedOut, typeof(EngineOwnedUtf8Marshaller))]
internal static unsafe class EngineOwnedUtf8Marshaller
{
    public static string? ConvertToManaged(byte* text) => Utf8StringMarshaller.ConvertToManaged(text);
}
