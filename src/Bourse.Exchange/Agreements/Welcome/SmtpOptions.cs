using Bourse.Access.Keys;

namespace Bourse.Exchange.Agreements.Welcome;

/// <summary>Where welcome messages are handed over for delivery.</summary>
public sealed record SmtpOptions
{
    /// <summary>The port of submission (RFC 6409).</summary>
    public const int PortDefault = 587;

    /// <summary>The server's name.</summary>
    public required string Host { get; init; }

    /// <summary>Its port, 1 to 65535.</summary>
    public int Port { get; init; } = PortDefault;

    /// <summary>Whether STARTTLS is demanded. Only a server on this machine may do without: the message holds a one-time link.</summary>
    public bool RequireTls { get; init; } = true;

    /// <summary>The user to sign in as; null for none.</summary>
    public string? User { get; init; }

    /// <summary>The user's password.</summary>
    public SecretText? Password { get; init; }

    /// <summary>How long one delivery may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Every mistake, each naming its key; empty when the options can be used.</summary>
    public IReadOnlyList<string> Mistakes()
    {
        var mistakes = new List<string>();
        if (string.IsNullOrWhiteSpace(Host))
        {
            mistakes.Add("Smtp.Host: is empty; name the mail server, or leave Smtp out to keep messages as files.");
        }

        if (Port is < 1 or > 65535)
        {
            mistakes.Add($"Smtp.Port: is {Port}; it must be 1 to 65535.");
        }

        if (!RequireTls && Host is not ("localhost" or "127.0.0.1" or "::1"))
        {
            mistakes.Add("Smtp.RequireTls: may only be false for a server on this machine, because the message holds a one-time link.");
        }

        if (User is null != Password is null)
        {
            mistakes.Add("Smtp.User: needs Smtp.Password, and the other way round.");
        }

        return mistakes;
    }
}
