using System.Text;
using Bourse.Access.Signing;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Http;

/// <summary>Reads <c>application/x-www-form-urlencoded</c> (WHATWG URL section 5.1), strictly: a malformed escape or bytes that are no UTF-8 are refused.</summary>
internal static class FormFields
{
    /// <summary>The content type of a form.</summary>
    public const string ContentType = "application/x-www-form-urlencoded";

    private const int FieldsMax = 64;

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

    /// <summary>Whether a request says that its body is a form.</summary>
    public static bool IsIn(HttpRequest request) => request.ContentType?.Split(';')[0].Trim().Equals(ContentType, StringComparison.OrdinalIgnoreCase) == true;

    private static string? Decode(string text) => Ascii.IsValid(text) && UriCoding.TryDecode(text, plusIsSpace: true, out var decoded) ? decoded : null;
}
