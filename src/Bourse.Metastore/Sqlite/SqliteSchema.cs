using System.Text.RegularExpressions;
using Bourse.Metastore.Migrating;
using Microsoft.Data.Sqlite;

namespace Bourse.Metastore.Sqlite;

/// <summary>Whether tables are as migrations make them, by their texts in the schema; see <see cref="IMetastoreSession.FindSchemaChangeAsync"/>.</summary>
internal static partial class SqliteSchema
{
    public static async Task<string?> FindChangeAsync(SqliteSession session, MigrationSet set, string prefix)
    {
        var made = await ReadMadeAsync(set, prefix);
        var found = await ReadAsync(session, prefix);
        if (found.Except(made).Concat(made.Except(found)).FirstOrDefault() is { } changed)
            return changed.Name;
        // The text of an index can be forged; what it holds cannot, without this noticing.
        var faults = await session.QueryAsync<string>("SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok' LIMIT 1");
        return faults is [var fault, ..] ? fault : null;
    }

    // A database in memory that holds what the migrations make and nothing else.
    private static async Task<IReadOnlyList<SchemaRow>> ReadMadeAsync(MigrationSet set, string prefix)
    {
        await using var connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        await connection.OpenAsync();
        var session = new SqliteSession(connection);
        await Migrator.ApplyAsync(session, [set], DateTimeOffset.UnixEpoch);
        return await ReadAsync(session, prefix);
    }

    private static async Task<IReadOnlyList<SchemaRow>> ReadAsync(SqliteSession session, string prefix)
    {
        var rows = await session.QueryAsync<SchemaRow>(
            """
            SELECT type, name, tbl_name, coalesce(sql, '') AS sql FROM sqlite_schema
            WHERE tbl_name LIKE @start ESCAPE '\' OR (type IN ('trigger', 'view') AND sql LIKE '%' || @start ESCAPE '\')
            """,
            new { start = prefix.Replace("_", @"\_", StringComparison.Ordinal) + "%" });
        return [.. rows.Select(row => row with { Sql = Blank().Replace(row.Sql, " ").Trim() })];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    private sealed record SchemaRow
    {
        public required string Type { get; init; }

        public required string Name { get; init; }

        public required string TblName { get; init; }

        public required string Sql { get; init; }
    }
}
