using System.Text;

namespace Bourse.DuckDb.Native.Marshalling;

/// <summary>UTF-8 that throws on what it cannot carry, in both directions.</summary>
internal static class StrictUtf8
{
    public static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
