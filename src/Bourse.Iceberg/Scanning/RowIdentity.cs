using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Scanning.Columns;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning;

/// <summary>
/// SQL for what a row has of its file: location, place, row id and sequence number (Iceberg specification, "Row Lineage"). Joins the facts of
/// files only when asked for one.
/// </summary>
/// <param name="columns">The columns of the files.</param>
/// <param name="files">The files of one statement.</param>
/// <param name="pathOf">Where the engine finds a local file.</param>
internal sealed class RowIdentity(PhysicalColumns columns, IReadOnlyList<ScanFile> files, Func<string, string> pathOf)
{
    private bool _joins;

    /// <summary>The engine's path of the row's file.</summary>
    public string LocalPath => Virtual("filename");

    /// <summary>The row's place in its file.</summary>
    public string RowNumber => Virtual("file_row_number");

    /// <summary>The join that the columns asked for so far need.</summary>
    public string Join
    {
        get
        {
            if (!_joins)
                return "";
            var facts = files.Select(f => string.Create(
                CultureInfo.InvariantCulture,
                $"({Sql.Literal(pathOf(f.LocalPath))}, {Sql.Literal(f.Task.File.Path)}, {Number(f.Task.File.FirstRowId)}, {Number(f.Task.SequenceNumber)})"));
            return $" JOIN (VALUES {string.Join(", ", facts)}) AS facts(local_path, location, first_row_id, sequence_number) ON facts.local_path = {LocalPath}";
        }
    }

    /// <summary>The expression for a metadata column; null for a column of the table.</summary>
    public string? Column(NestedField field, ColumnProjection projection)
    {
        if (field.Id == MetadataColumns.Position.Id)
            return RowNumber;
        if (!MetadataColumns.All.Any(c => c.Id == field.Id))
            return null;
        _joins = true;
        if (field.Id == MetadataColumns.File.Id)
            return "facts.location";
        // Rows that were moved from another file have theirs in a column.
        var inherited = field.Id == MetadataColumns.RowId.Id
            ? $"facts.first_row_id + {RowNumber}"
            : "CASE WHEN facts.first_row_id IS NULL THEN NULL ELSE facts.sequence_number END";
        return projection.FindStored(field) is { } stored ? $"coalesce({stored}, {inherited})" : inherited;
    }

    private string Virtual(string name) => columns.Columns.Any(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))
        ? throw new NotSupportedException($"A data file has a column '{name}', which hides the engine's own that deletes and row ids need.")
        : "f." + name;

    private static string Number(long? value) => value is { } number ? Sql.Literal(number) : "CAST(NULL AS BIGINT)";
}
