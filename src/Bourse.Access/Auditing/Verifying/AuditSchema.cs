using System.Text.RegularExpressions;
using Bourse.Metastore;

namespace Bourse.Access.Auditing.Verifying;

/// <summary>
/// Whether the log's tables are as they were made. A trigger could swallow records that are appended, a view or a partial index hide some from lists, and none of
/// them would change a record.
/// </summary>
internal static partial class AuditSchema
{
    private const string MigrationName = "0003_audit_log.sql";

    /// <summary>The name of an object that is missing, foreign or other than it was made, or of an index that does not hold what its table does; null when there is none.</summary>
    public static async Task<string?> FindChangeAsync(IMetastoreSession session)
    {
        var made = Made();
        var found = await session.QueryAsync<SchemaRow>(
            "SELECT name, coalesce(sql, '') AS sql FROM sqlite_schema WHERE tbl_name LIKE 'audit\\_%' ESCAPE '\\' OR (type IN ('trigger', 'view') AND sql LIKE '%audit\\_%' ESCAPE '\\')");
        var own = found.Where(row => row.Sql.Length > 0 || !row.Name.StartsWith("sqlite_autoindex_", StringComparison.Ordinal)).ToList();
        if (own.FirstOrDefault(row => !made.Contains(Plain(row.Sql))) is { } foreign)
            return foreign.Name;
        if (made.FirstOrDefault(statement => own.All(row => Plain(row.Sql) != statement)) is { } missing)
            return Name().Match(missing).Value;
        // The text of an index can be forged; what it holds cannot, without this noticing.
        var faults = await session.QueryAsync<string>("SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok' LIMIT 1");
        return faults is [var fault, ..] ? fault : null;
    }

    private static HashSet<string> Made()
    {
        var assembly = typeof(AuditSchema).Assembly;
        var resource = assembly.GetManifestResourceNames().Single(name => name.EndsWith(MigrationName, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return [.. Comment().Replace(reader.ReadToEnd(), "").Split(';').Select(Plain).Where(statement => statement.Length > 0)];
    }

    private static string Plain(string sql) => Blank().Replace(Comment().Replace(sql, ""), " ").Trim();

    [GeneratedRegex("--[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"(?<=^CREATE (TABLE|INDEX) )\w+")]
    private static partial Regex Name();

    private sealed record SchemaRow
    {
        public required string Name { get; init; }

        public required string Sql { get; init; }
    }
}
