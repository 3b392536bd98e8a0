using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Scanning.Columns;
using Bourse.Iceberg.Scanning.Deletes;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning;

/// <summary>
/// Writes the SELECT of a scan: one <c>read_parquet</c> for the files of each shape (equal columns, equal constants, equal equality deletes), each projected onto
/// the table's columns, less the rows deleted by position and by value. Inside, columns are named by field id (<c>c7</c>), so no table's names can clash.
/// </summary>
/// <param name="selected">The columns to give, in order.</param>
/// <param name="filter">The condition, fitting <paramref name="columns"/>.</param>
/// <param name="columns">All columns a condition may name, metadata columns included.</param>
/// <param name="files">The files, opened.</param>
/// <param name="deletes">Their delete files, opened.</param>
/// <param name="keys">The fields of equality deletes.</param>
internal sealed class ScanSql(
    Schema selected, Expression filter, Schema columns, IReadOnlyList<ScanFile> files, IReadOnlyDictionary<DataFile, DeleteFile> deletes, EqualityKeys keys)
{
    private const string DeletedName = "deleted_rows";

    /// <summary>The statement.</summary>
    /// <param name="pathOf">Where the engine finds a local file.</param>
    public string Write(Func<string, string> pathOf)
    {
        if (files.Count == 0)
            return NoRows(selected);
        var deleted = new DeletedRows(files, deletes, pathOf).Write();
        var rows = string.Join("\nUNION ALL ", files.GroupBy(ShapeOf).Select(shape => Select(shape.Key, [.. shape], pathOf)));
        return deleted is null ? rows : $"WITH {DeletedName} AS MATERIALIZED ({deleted})\n{rows}";
    }

    /// <summary>A SELECT of no row.</summary>
    /// <param name="columns">The columns it has.</param>
    public static string NoRows(Schema columns) =>
        $"SELECT {string.Join(", ", columns.Fields.Select(f => $"CAST(NULL AS {EngineTypes.ToSql(f.Type)}) AS {Sql.Identifier(f.Name)}"))} WHERE FALSE";

    private ScanShape ShapeOf(ScanFile file)
    {
        var partition = keys.ConstantsOf(file.Task.File, file.Columns);
        return new ScanShape(
            file.Columns,
            partition,
            file.Task.Deletes.Where(d => d.Content == FileContent.EqualityDeletes).ToValueList(),
            file.Task.Deletes.Any(d => d.Content == FileContent.PositionDeletes));
    }

    private string Select(ScanShape shape, IReadOnlyList<ScanFile> members, Func<string, string> pathOf)
    {
        var equalities = keys.GroupsOf(shape.EqualityDeletes);
        var needed = selected.Fields
            .Concat(filter.FieldIds().Select(id => columns.FindColumn(id)!))
            .Concat(equalities.SelectMany(e => e.Fields).Select(f => f.Column))
            .DistinctBy(f => f.Id)
            .ToValueList();
        var rowIdentity = new RowIdentity(shape.Columns, members, pathOf);
        var projection = new ColumnProjection(shape.Columns, shape.Constants(), "f");
        var inner = needed.Select(f => $"{rowIdentity.Column(f, projection) ?? projection.Column(f)} AS {Inner(f)}").ToList();
        if (shape.HasPositionDeletes)
            inner.AddRange([$"{rowIdentity.LocalPath} AS local_path", $"{rowIdentity.RowNumber} AS row_number"]);
        // A scan of no column still counts rows.
        var from =
            $"SELECT {(inner.Count == 0 ? "1" : string.Join(", ", inner))} FROM {Sql.ReadParquet(members.Select(m => pathOf(m.LocalPath)))} AS f{rowIdentity.Join}";
        var outer = string.Join(", ", selected.Fields.Select(f => $"r.{Inner(f)} AS {Sql.Identifier(f.Name)}"));
        return $"SELECT {outer} FROM ({from}) AS r{Conditions(shape, equalities, needed, pathOf)}";
    }

    private string Conditions(ScanShape shape, IReadOnlyList<EqualityGroup> equalities, ValueList<NestedField> needed, Func<string, string> pathOf)
    {
        var anti = shape.HasPositionDeletes ? $" ANTI JOIN {DeletedName} AS d ON d.path = r.local_path AND d.pos = r.row_number" : "";
        var conditions = equalities.Select(e => keys.NotDeleted(e, deletes, Inner, pathOf)).ToList();
        if (filter != Expression.True)
            conditions.Insert(0, filter.ToSql(new Schema(0, needed.Select(f => f with { Name = Inner(f) }).ToValueList())));
        return conditions.Count == 0 ? anti : $"{anti} WHERE {string.Join(" AND ", conditions)}";
    }

    /// <summary>A column's name inside statements.</summary>
    public static string Inner(NestedField field) => string.Create(CultureInfo.InvariantCulture, $"c{field.Id}");
}
