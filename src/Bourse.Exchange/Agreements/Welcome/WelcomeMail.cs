using System.Security.Cryptography;
using System.Text;

namespace Bourse.Exchange.Agreements.Welcome;

/// <summary>The welcome message, ready to be kept as an <c>.eml</c> file or sent.</summary>
public sealed record WelcomeMail
{
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
            .Append("Auto-Submitted: auto-generated\r\n");
        var parts = new[] { new MailPart("text/plain", Text), new MailPart("text/html", Html) };
        // RFC 2045, 6.4: a multipart says itself when one of its parts has bytes above 127.
        if (parts.Any(part => part.Encoding == MailPart.EightBit))
        {
            eml.Append($"Content-Transfer-Encoding: {MailPart.EightBit}\r\n");
        }

        eml.Append($"Content-Type: multipart/alternative;\r\n boundary=\"{boundary}\"\r\n\r\n");
        foreach (var part in parts)
        {
            eml.Append($"--{boundary}\r\n");
            part.AppendTo(eml);
        }

        return Encoding.UTF8.GetBytes(eml.Append($"--{boundary}--\r\n").ToString());
    }

    /// <summary>The recipient only: the content holds a one-time link, which must not reach a log.</summary>
    public override string ToString() => $"WelcomeMail to {To}";
}
