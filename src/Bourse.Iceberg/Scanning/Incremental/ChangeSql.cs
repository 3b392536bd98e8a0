using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Scanning.Deletes;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning.Incremental;

/// <summary>
/// Writes the SELECT of changes: 1. the rows that went and came in each step, with the sign −1 or 1; 2. equal rows of a step are added up, so that what was carried
/// over cancels out, however often a row is there; 3. one of either sign with equal keys are paired; 4. signs become words.
/// </summary>
/// <param name="given">The columns to give: those of the change, then the rows'.</param>
/// <param name="columns">The rows' columns.</param>
/// <param name="keys">The fields that pair updates; none for no updates.</param>
/// <param name="steps">The steps.</param>
internal sealed class ChangeSql(Schema given, Schema columns, IReadOnlyList<EqualityField> keys, IReadOnlyList<ChangeStep> steps)
{
    private readonly string _names = string.Join(", ", columns.Fields.Select(ScanSql.Inner));

    /// <summary>The statement.</summary>
    /// <param name="pathOf">Where the engine finds a local file.</param>
    public string Write(Func<string, string> pathOf)
    {
        var parts = steps.Select((step, ordinal) => Step(step, ordinal, pathOf)).OfType<string>().ToArray();
        if (parts.Length == 0)
            return ScanSql.NoRows(given);
        var keyColumns = keys.Select(k => k.Of(ScanSql.Inner(k.Column))).ToArray();
        var rows = $"SELECT *, {Paired(keyColumns)} AS paired FROM ({string.Join("\nUNION ALL ", parts)})";
        var results = given.Fields.Select(f => $"{Result(f)} AS {Sql.Identifier(f.Name)}");
        return $"SELECT {string.Join(", ", results)} FROM ({rows}) ORDER BY {string.Join(", ", keyColumns.Prepend("ordinal").Append("sign"))}";
    }

    private static string Paired(string[] keyColumns) => keyColumns.Length == 0
        ? "FALSE"
        : $"count(*) FILTER (WHERE sign < 0) OVER same = 1 AND count(*) FILTER (WHERE sign > 0) OVER same = 1"
            .Replace("same", $"(PARTITION BY {string.Join(", ", keyColumns.Prepend("ordinal"))})", StringComparison.Ordinal);

    private static string Result(NestedField field)
    {
        if (field == MetadataColumns.ChangeType)
        {
            return $"CASE WHEN sign < 0 THEN CASE WHEN paired THEN '{ChangeType.UpdateBefore}' ELSE '{ChangeType.Delete}' END "
                + $"ELSE CASE WHEN paired THEN '{ChangeType.UpdateAfter}' ELSE '{ChangeType.Insert}' END END";
        }
        return field == MetadataColumns.ChangeOrdinal ? "ordinal" : field == MetadataColumns.CommitSnapshotId ? "snapshot_id" : ScanSql.Inner(field);
    }

    private string? Step(ChangeStep step, int ordinal, Func<string, string> pathOf)
    {
        if (step.Sources.Count == 0)
            return null;
        var rows = string.Join("\nUNION ALL ", step.Sources.Select(s => Source(s, pathOf)));
        // Where rows only came, or only went, nothing cancels out, and nothing need be kept in memory.
        if (step.Sources.Select(s => s.Removes).Distinct().Count() > 1)
        {
            rows = $"SELECT sign(n) AS sign, {_names} FROM (SELECT unnest(range(abs(n))), n, {_names} FROM "
                + $"(SELECT CAST(sum(sign) AS BIGINT) AS n, {_names} FROM ({rows}) GROUP BY {_names}))";
        }
        return string.Create(CultureInfo.InvariantCulture, $"SELECT {ordinal} AS ordinal, {Sql.Literal(step.SnapshotId)} AS snapshot_id, sign, {_names} FROM ({rows})");
    }

    private string Source(RowSource source, Func<string, string> pathOf)
    {
        var select = $"SELECT CAST({(source.Removes ? -1 : 1)} AS TINYINT) AS sign, {_names} FROM ({source.Rows.ToSql(pathOf)}) AS r";
        return source.Except is null
            ? $"{select}({_names})"
            : $"{select}({_names}, file, pos) ANTI JOIN ({source.Except.ToSql(pathOf)}) AS e(file, pos) ON e.file = r.file AND e.pos = r.pos";
    }
}
