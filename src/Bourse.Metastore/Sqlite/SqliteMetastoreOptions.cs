namespace Bourse.Metastore.Sqlite;

/// <summary>How a SQLite metastore is opened.</summary>
public sealed record SqliteMetastoreOptions
{
    /// <summary>The default of <see cref="BusyTimeout"/>.</summary>
    public static readonly TimeSpan BusyTimeoutDefault = TimeSpan.FromSeconds(10);

    /// <summary>The default of <see cref="ReadersMax"/>.</summary>
    public const int ReadersMaxDefault = 8;

    /// <summary>The database file, created with mode 0600 when absent. On a local disk: SQLite's write-ahead log does not work over a network.</summary>
    public required string Path { get; init; }

    /// <summary>How long a write waits for another process before it fails as busy; 1 ms to 1 h, 10 s by default.</summary>
    public TimeSpan BusyTimeout { get; init; } = BusyTimeoutDefault;

    /// <summary>How many reads run at once, 1 to 256; further ones wait.</summary>
    public int ReadersMax { get; init; } = ReadersMaxDefault;

    /// <summary>Time for what the metastore itself records.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Pages the file may have, so that tests can have a full disk; 0 for no limit.</summary>
    internal int PagesMax { get; init; }

    internal void Validate()
    {
        var mistakes = new List<string>();
        if (string.IsNullOrWhiteSpace(Path))
            mistakes.Add($"{nameof(Path)} is empty: give the database file.");
        if (BusyTimeout < TimeSpan.FromMilliseconds(1) || BusyTimeout > TimeSpan.FromHours(1))
            mistakes.Add($"{nameof(BusyTimeout)} is {BusyTimeout}: give 1 ms to 1 h.");
        if (ReadersMax is < 1 or > 256)
            mistakes.Add($"{nameof(ReadersMax)} is {ReadersMax}: give 1 to 256.");
        if (mistakes.Count > 0)
            throw new ArgumentException($"The metastore's options are wrong. {string.Join(' ', mistakes)}");
    }
}
