using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Bourse.Exchange.Agreements.Welcome;

/// <summary>Header lines by RFC 5322 and RFC 2047. A value that could start another header is refused, never repaired.</summary>
internal static class MailHeader
{
    // 75 characters an encoded word, less "=?utf-8?B?" and "?=", in whole groups of three bytes.
    private const int EncodedWordBytes = 45;

    internal static string Text(string name, string value)
    {
        RefuseControl(name, value);
        return $"{name}: {(IsPlain(value) ? value : EncodedWords(value))}\r\n";
    }

    internal static string Address(string name, string? displayName, string address)
    {
        RefuseControl(name, address);
        if (!MailAddress.TryCreate(address, out var parsed) || parsed.Address != address || !address.All(char.IsAscii))
        {
            throw new FormatException($"{name}: '{address}' is not one plain e-mail address.");
        }

        if (string.IsNullOrEmpty(displayName))
        {
            return $"{name}: {address}\r\n";
        }

        RefuseControl(name, displayName);
        var phrase = IsPlain(displayName)
            ? $"\"{displayName.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : EncodedWords(displayName);
        return $"{name}: {phrase}\r\n <{address}>\r\n";
    }

    internal static string Date(DateTimeOffset instant) =>
        $"Date: {instant.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000\r\n";

    // Long words of plain text would need folding inside a word, which encoded words do properly.
    private static bool IsPlain(string value) =>
        value.Length <= 60 && value.All(character => character is >= ' ' and <= '~') && !value.Contains("=?", StringComparison.Ordinal);

    private static string EncodedWords(string value)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var bytes = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > EncodedWordBytes)
            {
                words.Add(Word(word));
                bytes = 0;
            }

            word.Append(rune.ToString());
            bytes += rune.Utf8SequenceLength;
        }

        words.Add(Word(word));
        return string.Join("\r\n ", words);
    }

    private static string Word(StringBuilder word)
    {
        var encoded = $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(word.ToString()))}?=";
        word.Clear();
        return encoded;
    }

    private static void RefuseControl(string name, string value)
    {
        if (value.Any(char.IsControl))
        {
            throw new FormatException($"{name}: the value holds a control character, which could start another header.");
        }
    }
}
