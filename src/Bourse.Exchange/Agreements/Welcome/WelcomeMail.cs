using System.Security.Cryptography;
using System.Text;

namespace Bourse.Exchange.Agreements.Welcome;

/// <summary>The welcome message, ready to be kept as an <c>.eml</c> file or sent.</summary>
public sealed record WelcomeMail
{
    private const int LineCharacters = 76;

    private WelcomeMail() { }

    /// <summary>Who it is from.</summary>
    public required string From { get; init; }

    /// <summary>The sender's name.</summary>
    public required string FromName { get; init; }

    /// <summary>Who it is for.</summary>
    public required string To { get; init; }

    /// <summary>The recipient's name.</summary>
    public required string ToName { get; init; }

    /// <summary>The subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The plain text part.</summary>
    public required string Text { get; init; }

    /// <summary>The HTML part.</summary>
    public required string Html { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>Writes the message.</summary>
    public static WelcomeMail Compose(WelcomeLetter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        return new WelcomeMail
        {
            From = letter.ProviderEmail,
            FromName = letter.Provider,
            To = letter.Agreement.ClientEmail,
            ToName = letter.Agreement.ClientName,
            Subject = $"Your access to {letter.Provider}: {letter.Agreement.Number}",
            Text = WelcomeText.Render(letter),
            Html = WelcomeHtml.Render(letter),
            WrittenAt = letter.WrittenAt,
        };
    }

    /// <summary>The message by RFC 5322 with a <c>multipart/alternative</c> body (RFC 2046). Equal letters give equal bytes.</summary>
    /// <exception cref="FormatException">A name or address holds what could start another header.</exception>
    public byte[] ToEml()
    {
        // From the content, so that the boundary cannot occur in it and no randomness is needed.
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{To}\n{WrittenAt.UtcTicks}\n{Text}\n{Html}")));
        var boundary = $"bourse-{digest[..32]}";
        var eml = new StringBuilder()
            .Append(MailHeader.Address("From", FromName, From))
            .Append(MailHeader.Address("To", ToName, To))
            .Append(MailHeader.Text("Subject", Subject))
            .Append(MailHeader.Date(WrittenAt))
            .Append(MailHeader.Text("Message-ID", $"<{digest[32..]}@{From[(From.IndexOf('@', StringComparison.Ordinal) + 1)..]}>"))
            .Append("MIME-Version: 1.0\r\n")
            .Append("Auto-Submitted: auto-generated\r\n")
            .Append($"Content-Type: multipart/alternative;\r\n boundary=\"{boundary}\"\r\n\r\n");
        Part(eml, boundary, "text/plain", Text);
        Part(eml, boundary, "text/html", Html);
        return Encoding.ASCII.GetBytes(eml.Append($"--{boundary}--\r\n").ToString());
    }

    /// <summary>The recipient only: the content holds a one-time link, which must not reach a log.</summary>
    public override string ToString() => $"WelcomeMail to {To}";

    private static void Part(StringBuilder eml, string boundary, string type, string content)
    {
        eml.Append($"--{boundary}\r\nContent-Type: {type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
        foreach (var line in content.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            QuotedPrintable(eml, line);
            eml.Append("\r\n");
        }
    }

    // RFC 2045, 6.7: bytes outside printable ASCII, '=' and blanks at a line's end as =XX; no line longer than 76.
    private static void QuotedPrintable(StringBuilder eml, string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        var column = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            var last = at == bytes.Length - 1;
            var plain = bytes[at] is >= (byte)'!' and <= (byte)'~' and not (byte)'=' || (bytes[at] is (byte)' ' or (byte)'\t' && !last);
            var width = plain ? 1 : 3;
            if (column + width > LineCharacters - (last ? 0 : 1))
            {
                eml.Append("=\r\n");
                column = 0;
            }

            _ = plain ? eml.Append((char)bytes[at]) : eml.Append($"={bytes[at]:X2}");
            column += width;
        }
    }
}
