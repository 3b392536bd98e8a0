using System.Net;

namespace Bourse.Metastore.Postgres;

/// <summary>How a PostgreSQL metastore is reached. It holds the names of secrets' files, never a secret.</summary>
public sealed record PostgresMetastoreOptions
{
    /// <summary>The default of <see cref="Port"/>.</summary>
    public const int PortDefault = 5432;

    /// <summary>The default of <see cref="BusyTimeout"/>.</summary>
    public static readonly TimeSpan BusyTimeoutDefault = TimeSpan.FromSeconds(5);

    /// <summary>The default of <see cref="ReadersMax"/>.</summary>
    public const int ReadersMaxDefault = 8;

    /// <summary>The server's name or address, or the absolute path of the folder that holds its Unix socket.</summary>
    public required string Host { get; init; }

    /// <summary>Its port, 1 to 65535; 5432 by default. It names the socket, too.</summary>
    public int Port { get; init; } = PortDefault;

    /// <summary>The database; its encoding is UTF8.</summary>
    public required string Database { get; init; }

    /// <summary>The role, which owns the database's schema.</summary>
    public required string User { get; init; }

    /// <summary>A file that holds the role's password and nothing else, readable by its owner alone; null for none.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The client's certificate, PEM; null for none.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The key of <see cref="CertificatePath"/>, PEM, readable by its owner alone.</summary>
    public string? CertificateKeyPath { get; init; }

    /// <summary>The authorities that the server's certificate is checked against, PEM; null for the system's.</summary>
    public string? AuthorityPath { get; init; }

    /// <summary>How long a write waits for another node before it fails as busy; 1 ms to 1 h, 5 s by default. A write that waits when the network
    /// swallows everything hears of it two seconds later.</summary>
    public TimeSpan BusyTimeout { get; init; } = BusyTimeoutDefault;

    /// <summary>How many reads run at once, 1 to 256; further ones wait. The node takes one connection more.</summary>
    public int ReadersMax { get; init; } = ReadersMaxDefault;

    /// <summary>Time for what the metastore itself records.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether the server is on this machine for certain, so that nobody listens in between.</summary>
    public bool IsLocal =>
        IsSocket || Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whether <see cref="Host"/> is the folder of a Unix socket.</summary>
    internal bool IsSocket => Host.StartsWith('/');

    internal void Validate()
    {
        var mistakes = new List<string>();
        foreach (var (name, value) in new[] { (nameof(Host), Host), (nameof(Database), Database), (nameof(User), User) })
        {
            if (string.IsNullOrWhiteSpace(value))
                mistakes.Add($"{name} is empty.");
        }
        if (Port is < 1 or > 65535)
            mistakes.Add($"{nameof(Port)} is {Port}: give 1 to 65535.");
        if ((CertificatePath is null) != (CertificateKeyPath is null))
            mistakes.Add($"{nameof(CertificatePath)} and {nameof(CertificateKeyPath)} belong together.");
        if (BusyTimeout < TimeSpan.FromMilliseconds(1) || BusyTimeout > TimeSpan.FromHours(1))
            mistakes.Add($"{nameof(BusyTimeout)} is {BusyTimeout}: give 1 ms to 1 h.");
        if (ReadersMax is < 1 or > 256)
            mistakes.Add($"{nameof(ReadersMax)} is {ReadersMax}: give 1 to 256.");
        if (mistakes.Count > 0)
            throw new ArgumentException($"The metastore's options are wrong. {string.Join(' ', mistakes)}");
    }
}
