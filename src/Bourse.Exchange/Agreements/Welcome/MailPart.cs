using System.Text;

namespace Bourse.Exchange.Agreements.Welcome;

/// <summary>
/// One text part of a message (RFC 2045), in the plainest encoding its content allows: <c>7bit</c>, <c>8bit</c>, and only else <c>quoted-printable</c>. So who
/// opens the raw file can copy a link or a query out of it.
/// </summary>
internal sealed class MailPart
{
    /// <summary>The encoding of bytes above 127 as they are.</summary>
    internal const string EightBit = "8bit";

    private const string SevenBit = "7bit";
    private const string QuotedPrintable = "quoted-printable";

    // RFC 5322, 2.1.1: characters of a line without its end.
    private const int LineBytesMax = 998;
    private const int QuotedLineCharacters = 76;
    private readonly string _type;
    private readonly string[] _lines;

    /// <summary>Makes a part.</summary>
    /// <param name="type">The media type, such as <c>text/plain</c>.</param>
    /// <param name="content">The text, with any line ends.</param>
    internal MailPart(string type, string content)
    {
        _type = type;
        _lines = content.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Encoding = Array.TrueForAll(_lines, IsWhole)
            ? Array.TrueForAll(_lines, line => Ascii.IsValid(line)) ? SevenBit : EightBit
            : QuotedPrintable;
    }

    /// <summary>The name of the transfer encoding.</summary>
    internal string Encoding { get; }

    /// <summary>Appends headers, an empty line and the content, each line ended by CRLF.</summary>
    internal void AppendTo(StringBuilder eml)
    {
        eml.Append($"Content-Type: {_type}; charset=utf-8\r\nContent-Transfer-Encoding: {Encoding}\r\n\r\n");
        foreach (var line in _lines)
        {
            if (Encoding == QuotedPrintable)
            {
                AppendQuoted(eml, line);
            }
            else
            {
                eml.Append(line);
            }

            eml.Append("\r\n");
        }
    }

    private static bool IsWhole(string line) => System.Text.Encoding.UTF8.GetByteCount(line) <= LineBytesMax && !line.Contains('\0', StringComparison.Ordinal);

    // RFC 2045, 6.7: bytes outside printable ASCII, '=' and blanks at a line's end as =XX; no line longer than 76.
    private static void AppendQuoted(StringBuilder eml, string line)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(line);
        var column = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            var last = at == bytes.Length - 1;
            var plain = bytes[at] is >= (byte)'!' and <= (byte)'~' and not (byte)'=' || (bytes[at] is (byte)' ' or (byte)'\t' && !last);
            var width = plain ? 1 : 3;
            if (column + width > QuotedLineCharacters - (last ? 0 : 1))
            {
                eml.Append("=\r\n");
                column = 0;
            }

            _ = plain ? eml.Append((char)bytes[at]) : eml.Append($"={bytes[at]:X2}");
            column += width;
        }
    }
}
