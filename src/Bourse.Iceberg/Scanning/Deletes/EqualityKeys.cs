using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning.Columns;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning.Deletes;

/// <summary>
/// SQL for equality deletes (Iceberg specification, "Equality Delete Files"): a row is deleted when a row of a delete file has equal values in all of its fields,
/// null being equal to null. Fields may since have been dropped from the table; they are found in the schemas before.
/// </summary>
/// <param name="metadata">The table.</param>
/// <param name="schema">The schema that is read.</param>
internal sealed class EqualityKeys(TableMetadata metadata, Schema schema)
{
    private readonly Dictionary<int, EqualityField> _fields = [];

    /// <summary>Delete files by the fields they compare.</summary>
    /// <exception cref="IcebergFormatException">A file names no field, or one that is in no schema or inside a list or map.</exception>
    public IReadOnlyList<EqualityGroup> GroupsOf(ValueList<DataFile> files) =>
    [
        .. files.GroupBy(f =>
            f.EqualityIds is { Count: > 0 } ids ? ids.Order().ToValueList() : throw new IcebergFormatException($"The equality-delete file '{f.Path}' names no fields."))
            .Select(g => new EqualityGroup([.. g.Key.Select(Field)], [.. g])),
    ];

    /// <summary>The condition that no delete of a group has the row's values.</summary>
    /// <param name="group">The group.</param>
    /// <param name="deletes">Its files, opened.</param>
    /// <param name="nameOf">The row's name for a top-level column.</param>
    /// <param name="pathOf">Where the engine finds a local file.</param>
    public string NotDeleted(
        EqualityGroup group, IReadOnlyDictionary<DataFile, DeleteFile> deletes, Func<NestedField, string> nameOf, Func<string, string> pathOf)
    {
        var equal = group.Fields.Select((f, i) => $"e.{Key(i)} IS NOT DISTINCT FROM {f.Of("r." + nameOf(f.Column))}");
        var rows = group.Files.Select(f => deletes[f]).GroupBy(d => (d.Columns, Constants: ConstantsOf(d.File, d.Columns!))).Select(shape =>
        {
            var projection = new ColumnProjection(shape.Key.Columns!, shape.Key.Constants.ToDictionary(c => c.Key, c => c.Value), "f");
            var keys = group.Fields.Select((f, i) => $"{f.Of(projection.Column(f.Column))} AS {Key(i)}");
            return $"SELECT {string.Join(", ", keys)} FROM {Sql.ReadParquet(shape.Select(d => pathOf(d.LocalPath)))} AS f";
        });
        return $"NOT EXISTS (SELECT 1 FROM ({string.Join(" UNION ALL ", rows)}) AS e WHERE {string.Join(" AND ", equal)})";
    }

    /// <summary>The values that a file's partition gives to columns it lacks, or that nothing in it says which field they hold.</summary>
    public ValueList<KeyValuePair<int, Literal?>> ConstantsOf(DataFile file, PhysicalColumns columns) => metadata.SpecOf(file.SpecId).Fields
        .Select((field, index) => (Field: field, Value: file.Partition[index]))
        .Where(f => f.Field.Transform is Transform.Identity && !(columns.HasIds && columns.Columns.Any(c => c.FieldId == f.Field.SourceId)))
        .DistinctBy(f => f.Field.SourceId)
        .Select(f => KeyValuePair.Create(f.Field.SourceId, f.Value))
        .ToValueList();

    private EqualityField Field(int id)
    {
        if (_fields.TryGetValue(id, out var known))
            return known;
        var newestFirst = metadata.Schemas.OrderByDescending(s => s.Id).Prepend(metadata.CurrentSchema).Prepend(schema);
        var found = newestFirst.Select(s => EqualityField.Find(s.Fields, id)).FirstOrDefault(f => f is not null)
            ?? throw new IcebergFormatException(
                string.Create(CultureInfo.InvariantCulture, $"An equality-delete file compares field {id}, which is in no struct of the table."));
        _fields.Add(id, found);
        return found;
    }

    private static string Key(int index) => string.Create(CultureInfo.InvariantCulture, $"k{index}");
}
