namespace Bourse.Metastore.Migrating;

/// <summary>Applies what the database lacks and refuses what it cannot know.</summary>
internal static class Migrator
{
    private const string RecordTableSql = """
        CREATE TABLE IF NOT EXISTS applied_migrations (
            set_name   TEXT    NOT NULL,
            number     INTEGER NOT NULL,
            name       TEXT    NOT NULL,
            digest     TEXT    NOT NULL,
            applied_at INTEGER NOT NULL,
            PRIMARY KEY (set_name, number))
        """;

    private static readonly MigrationSet s_ownTables = new("metastore", typeof(Migrator).Assembly);

    /// <summary>Makes the tables of the metastore itself, then those of the sets. Runs within the caller's transaction, so that all sets move or none.</summary>
    public static async Task ApplyAsync(IMetastoreWriteSession session, IReadOnlyList<MigrationSet> sets, DateTimeOffset now)
    {
        await session.ExecuteAsync(RecordTableSql);
        foreach (var set in sets.Prepend(s_ownTables))
            await ApplySetAsync(session, set, MetastoreTime.ToMicroseconds(now));
    }

    private static async Task ApplySetAsync(IMetastoreWriteSession session, MigrationSet set, long appliedAt)
    {
        var known = MigrationReader.Read(set, session.Dialect);
        var applied = await session.QueryAsync<AppliedRow>(
            "SELECT number, name, digest FROM applied_migrations WHERE set_name = @Name ORDER BY number", new { set.Name });
        foreach (var row in applied)
            RequireSame(set, row, known);
        foreach (var migration in known.Skip(applied.Count))
        {
            await session.ExecuteAsync(migration.Sql);
            await session.ExecuteAsync(
                """
                INSERT INTO applied_migrations (set_name, number, name, digest, applied_at)
                VALUES (@SetName, @Number, @Name, @Digest, @AppliedAt)
                """,
                new { SetName = set.Name, migration.Number, migration.Name, migration.Digest, AppliedAt = appliedAt });
        }
    }

    private static void RequireSame(MigrationSet set, AppliedRow row, IReadOnlyList<Migration> known)
    {
        if (row.Number > known.Count)
            throw new MigrationException(
                $"The database is newer than this program: it has migration {row.Name} of set '{set.Name}', this program ends at "
                + $"{known[^1].Name}. Run the version of Bourse that wrote it, or a later one.");
        if (known[(int)row.Number - 1].Digest != row.Digest)
            throw new MigrationException(
                $"Migration {row.Name} of set '{set.Name}' was applied with other contents than this program's {known[(int)row.Number - 1].Name}. "
                + "An applied migration must never be edited: restore its text, or use the program that applied it.");
    }

    private sealed record AppliedRow
    {
        public required long Number { get; init; }

        public required string Name { get; init; }

        public required string Digest { get; init; }
    }
}
