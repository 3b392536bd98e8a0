using System.Globalization;
using System.Text;

namespace Bourse.Iceberg.Avro;

/// <summary>Makes names that Avro allows, as Iceberg's Java library does: each other character becomes <c>_x</c> and its UTF-16 code in hex.</summary>
internal static class AvroNames
{
    public static string Sanitize(string name)
    {
        if (IsValid(name))
            return name;
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (char.IsAsciiLetter(c) || c == '_' || (i > 0 && char.IsAsciiDigit(c)))
                text.Append(c);
            else if (char.IsAsciiDigit(c))
                text.Append('_').Append(c);
            else
                text.Append("_x").Append(((int)c).ToString("X", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    private static bool IsValid(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
