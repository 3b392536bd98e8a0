using System.Buffers;
using System.Text;

namespace Bourse.Storage;

/// <summary>
/// The name of an object in a store: relative, segments separated by '/', 1 to 1024 bytes of well-formed UTF-8. No segment is empty, '.' or '..' or
/// longer than 255 bytes, and no character is a control character or a backslash, so a key never leaves the store, whatever holds it.
/// </summary>
public readonly record struct ObjectKey
{
    private const int BytesMax = 1024;
    private const int SegmentBytesMax = 255;
    private static readonly SearchValues<char> Forbidden = SearchValues.Create([.. Enumerable.Range(0, 0x100).Select(c => (char)c).Where(char.IsControl), '\\']);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string? _value;

    private ObjectKey(string value) => _value = value;

    /// <summary>The key as written.</summary>
    public string Value => _value ?? throw new InvalidOperationException("ObjectKey must be parsed, not defaulted.");

    /// <summary>Parses a key; anything but the form above is refused, nothing is corrected.</summary>
    public static bool TryParse(string? text, out ObjectKey key)
    {
        var valid = IsKey(text);
        key = valid ? new ObjectKey(text!) : default;
        return valid;
    }

    /// <summary>Whether a text is a key, without making one.</summary>
    public static bool IsKey(ReadOnlySpan<char> text) => Problem(text) is null;

    /// <summary>Parses a key.</summary>
    /// <exception cref="FormatException">The text is no key; the message names the rule.</exception>
    public static ObjectKey Parse(string text) =>
        Problem(text) is { } problem ? throw new FormatException("An object key " + problem) : new ObjectKey(text);

    /// <inheritdoc />
    public override string ToString() => Value;

    private static string? Problem(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return "is not empty.";
        if (text.Length > BytesMax)
            return "has at most 1024 bytes.";
        if (text.ContainsAny(Forbidden))
            return "has no control character and no backslash.";
        // Nearly every key is ASCII, whose characters are bytes: a plan checks a hundred thousand.
        var isAscii = Ascii.IsValid(text);
        try
        {
            if (!isAscii && Utf8.GetByteCount(text) > BytesMax)
                return "has at most 1024 bytes.";
            foreach (var range in text.Split('/'))
            {
                var segment = text[range];
                if (segment is "" or "." or "..")
                    return "has no segment that is empty, '.' or '..'.";
                if ((isAscii ? segment.Length : Utf8.GetByteCount(segment)) > SegmentBytesMax)
                    return "has no segment of more than 255 bytes.";
            }
        }
        catch (EncoderFallbackException)
        {
            return "is well-formed Unicode.";
        }
        return null;
    }
}
