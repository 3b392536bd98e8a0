using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Scanning.Columns;

namespace Bourse.Iceberg.Scanning.Deletes;

/// <summary>
/// SQL for the rows that position deletes name, as pairs of a data file's local path and a row number. Which delete files concern which data files is written
/// once for each set of them, since most data files share theirs.
/// </summary>
/// <param name="files">The data files.</param>
/// <param name="deletes">The delete files of their tasks, opened.</param>
/// <param name="pathOf">Where the engine finds a local file.</param>
internal sealed class DeletedRows(IReadOnlyList<ScanFile> files, IReadOnlyDictionary<DataFile, DeleteFile> deletes, Func<string, string> pathOf)
{
    private static readonly Dictionary<int, Literal?> NoPartition = [];

    /// <summary>A SELECT of the columns <c>path</c> and <c>pos</c>; null when there are no position deletes.</summary>
    public string? Write()
    {
        var parts = Vectors().Concat(FromFiles()).ToArray();
        return parts.Length == 0 ? null : string.Join(" UNION ALL ", parts);
    }

    // The ranges are texts: the engine splits a million numbers faster than it parses a list of a thousand literals. Rows that the file does not have are cut.
    private IEnumerable<string> Vectors() =>
        from file in files
        from vector in file.Task.Deletes.Where(d => d.IsDeletionVector)
        let rows = deletes[vector].Rows!.Where(r => r.First < file.RowCount).ToArray()
        where rows.Length > 0
        select $"""
            SELECT {Sql.Literal(pathOf(file.LocalPath))} AS path, unnest(range(span.first, span.past)) AS pos
            FROM (SELECT {Numbers(rows.Select(r => r.First))} AS first, {Numbers(rows.Select(r => Math.Min(r.End, file.RowCount)))} AS past) AS span
            """;

    private IEnumerable<string> FromFiles()
    {
        var sets = new Dictionary<ValueList<DataFile>, int>();
        var targets = new List<string>();
        foreach (var file in files)
        {
            var names = file.Task.Deletes.Where(d => d.Content == FileContent.PositionDeletes && !d.IsDeletionVector).ToValueList();
            if (names.Count == 0)
                continue;
            if (!sets.TryGetValue(names, out var set))
                sets.Add(names, set = sets.Count);
            var location = FileLocation.Parse(file.Task.File.Path);
            targets.Add(string.Create(
                CultureInfo.InvariantCulture, $"({set}, {Sql.Literal(location.Store)}, {Sql.Literal(location.Path)}, {Sql.Literal(pathOf(file.LocalPath))})"));
        }
        if (sets.Count == 0)
            yield break;

        var members = sets.SelectMany(s => s.Key.Select(d => string.Create(CultureInfo.InvariantCulture, $"({s.Value}, {Sql.Literal(pathOf(deletes[d].LocalPath))})")));
        yield return $"""
            SELECT target.path AS path, deleted.pos AS pos FROM ({Rows(sets.Keys.SelectMany(s => s).Distinct())}) AS deleted
            JOIN (VALUES {string.Join(", ", members)}) AS member(set_id, file) ON member.file = deleted.file
            JOIN (VALUES {string.Join(", ", targets)}) AS target(set_id, store, location, path)
            ON target.set_id = member.set_id AND target.location = {FileLocation.PathSql("deleted.location")}
            WHERE target.store = '' OR {FileLocation.StoreSql("deleted.location")} IN ('', target.store)
            """;
    }

    private string Rows(IEnumerable<DataFile> positionFiles) => string.Join(" UNION ALL ", positionFiles.Select(d => deletes[d]).GroupBy(d => d.Columns).Select(shape =>
    {
        var projection = new ColumnProjection(shape.Key!, NoPartition, "f");
        return $"""
            SELECT {Required(projection, MetadataColumns.DeleteFilePath, shape.First())} AS location, {Required(projection, MetadataColumns.DeletePosition, shape.First())} AS pos,
            f.filename AS file FROM {Sql.ReadParquet(shape.Select(d => pathOf(d.LocalPath)))} AS f
            """;
    }));

    private static string Required(ColumnProjection projection, Schemas.NestedField field, DeleteFile file) => projection.FindStored(field)
        ?? throw new IcebergFormatException($"The position-delete file '{file.File.Path}' has no column '{field.Name}'.");

    private static string Numbers(IEnumerable<long> numbers) => $"unnest(CAST(string_split('{string.Join(',', numbers)}', ',') AS BIGINT[]))";
}
