using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Bourse.DuckDb.Native.Marshalling;

/// <summary>
/// A string on its way in, NUL-terminated and freed by us after the call. A NUL inside would silently cut the text, and a lone
/// surrogate would silently change it: both are refused.
/// </summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(StrictUtf8Marshaller))]
internal static unsafe class StrictUtf8Marshaller
{
    public static byte* ConvertToUnmanaged(string? text)
    {
        if (text is null)
            return null;
        if (text.Contains('\0'))
            throw new ArgumentException("Text for DuckDB holds a NUL character; remove it or bind the value as a parameter.");
        var length = StrictUtf8.Encoding.GetByteCount(text);
        var buffer = (byte*)NativeMemory.Alloc((nuint)length + 1);
        StrictUtf8.Encoding.GetBytes(text, new Span<byte>(buffer, length));
        buffer[length] = 0;
        return buffer;
    }

    public static void Free(byte* buffer) => NativeMemory.Free(buffer);
}
