namespace Bourse.Metastore.Postgres;

/// <summary>Whether a server's settings allow what the metastore promises.</summary>
internal static class PostgresServerCheck
{
    // xid8 and pg_xact_status came with 13; 13 is no longer maintained.
    private const long VersionMin = 140000;

    /// <summary>Passes, or says all that has to change.</summary>
    /// <exception cref="MetastoreException">The server is too old, holds text otherwise, or acknowledges commits before they are durable.</exception>
    public static async Task<bool> RequireAsync(IMetastoreSession session)
    {
        var settings = await session.QuerySingleOrDefaultAsync<Settings>(
            """
            SELECT current_setting('server_version_num')::bigint AS version, current_setting('server_version') AS version_text,
                   current_setting('server_encoding') AS encoding, current_setting('synchronous_commit') AS synchronous_commit
            """);
        var mistakes = new List<string>();
        if (settings!.Version < VersionMin)
            mistakes.Add($"it is version {settings.VersionText}; install PostgreSQL 14 or later");
        if (settings.Encoding != "UTF8")
            mistakes.Add($"the database's encoding is {settings.Encoding}; create it with ENCODING 'UTF8'");
        // 'local' waits for this server's disk, and 'off' for nothing.
        if (settings.SynchronousCommit == "off")
            mistakes.Add("synchronous_commit is off, so that acknowledged changes could be lost; set it to on");
        return mistakes.Count == 0
            ? true
            : throw new MetastoreException(MetastoreErrorKind.NotAccessible, $"The metadata database cannot be used: {string.Join("; ", mistakes)}.");
    }

    private sealed record Settings
    {
        public required long Version { get; init; }

        public required string VersionText { get; init; }

        public required string Encoding { get; init; }

        public required string SynchronousCommit { get; init; }
    }
}
