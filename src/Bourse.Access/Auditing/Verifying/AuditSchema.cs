using System.Text.RegularExpressions;
using Bourse.Metastore;
using Bourse.Metastore.Sqlite;

namespace Bourse.Access.Auditing.Verifying;

/// <summary>
/// Whether the log's tables are as this program's migrations make them. A trigger could swallow records that are appended, a view or a partial index hide some from
/// whoever asks the database, and none of them would change a record.
/// </summary>
internal static partial class AuditSchema
{
    /// <summary>
    /// The name of an object that is missing, foreign or other than it was made, or of an index that does not hold what its table does; null when there is none.
    /// </summary>
    public static async Task<string?> FindChangeAsync(IMetastoreSession session)
    {
        var made = await SqliteMetastore.ReadEmptyAsync([AccessTables.Migrations], ReadAsync);
        var found = await ReadAsync(session);
        if (found.Except(made).Concat(made.Except(found)).FirstOrDefault() is { } changed)
            return changed.Name;
        // The text of an index can be forged; what it holds cannot, without this noticing.
        var faults = await session.QueryAsync<string>("SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok' LIMIT 1");
        return faults is [var fault, ..] ? fault : null;
    }

    private static async Task<IReadOnlyList<SchemaRow>> ReadAsync(IMetastoreSession session)
    {
        var rows = await session.QueryAsync<SchemaRow>(
            """
            SELECT type, name, tbl_name, coalesce(sql, '') AS sql FROM sqlite_schema
            WHERE tbl_name LIKE 'audit\_%' ESCAPE '\' OR (type IN ('trigger', 'view') AND sql LIKE '%audit\_%' ESCAPE '\')
            """);
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
