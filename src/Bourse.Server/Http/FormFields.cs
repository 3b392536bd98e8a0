using System.Text;

namespace Bourse.Server.Http;

/// <summary>Reads <c>application/x-www-form-urlencoded</c> (WHATWG URL section 5.1), strictly: a malformed escape or bytes that are no UTF-8 are refused.</summary>
internal static class FormFields
{
    private const int FieldsMax = 64;
    private static readonly UTF8Encoding Utf8Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The decoded fields in the order sent; false when the text is malformed or holds more than 64 fields.</summary>
    public static bool TryParse(string text, out IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        var parsed = new List<KeyValuePair<string, string>>();
        fields = parsed;
        foreach (var part in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=');
            var name = Decode(equals < 0 ? part : part[..equals]);
            var value = equals < 0 ? "" : Decode(part[(equals + 1)..]);
            if (name is null || value is null || parsed.Count == FieldsMax)
                return false;
            parsed.Add(KeyValuePair.Create(name, value));
        }
        return true;
    }

    private static string? Decode(string text)
    {
        var bytes = new byte[text.Length];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (!char.IsAscii(c))
                return null;
            if (c != '%')
            {
                bytes[count++] = (byte)(c == '+' ? ' ' : c);
                continue;
            }
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                return null;
            bytes[count++] = Convert.ToByte(text.Substring(i + 1, 2), 16);
            i += 2;
        }
        try
        {
            return Utf8Strict.GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
