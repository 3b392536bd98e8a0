using System.Globalization;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Erasure;

/// <summary>
/// The ids and sequence numbers of rows that go to another file (Iceberg specification, "Row Lineage"). Where their file said them by its place in the table and
/// theirs in it, the new file says them row by row.
/// </summary>
/// <param name="Sql">What a SELECT of the file's rows, numbered by <c>file_row_number</c>, gives after <c>SELECT</c>.</param>
/// <param name="FieldIds">COPY's option FIELD_IDS for it.</param>
internal sealed record KeptLineage(string Sql, string FieldIds)
{
    private const string RowNumber = "file_row_number";

    /// <exception cref="ErasureException">The file has a column with the name of one of lineage.</exception>
    public static KeptLineage Of(DataFile file, long sequenceNumber, ParquetFooter footer)
    {
        var (rowId, updated) = (StoredName(footer, MetadataColumns.RowId), StoredName(footer, MetadataColumns.LastUpdatedSequenceNumber));
        if (file.FirstRowId is null && rowId is null && updated is null)
            return new KeptLineage($"* EXCLUDE ({RowNumber})", PhysicalFieldIds.Of(footer, _ => true));
        var first = file.FirstRowId;
        var excluded = new[] { rowId, updated }.OfType<string>().Select(DuckDb.Sql.Identifier).Prepend(RowNumber);
        var ids = PhysicalFieldIds.Of(footer, id => id != MetadataColumns.RowId.Id && id != MetadataColumns.LastUpdatedSequenceNumber.Id);
        return new KeptLineage(
            $"* EXCLUDE ({string.Join(", ", excluded)}), "
                + $"{Value(rowId, first is null ? null : Invariant($"CAST({first} AS BIGINT) + {RowNumber}"))} AS {MetadataColumns.RowId.Name}, "
                + $"{Value(updated, first is null ? null : Invariant($"CAST({sequenceNumber} AS BIGINT)"))} AS {MetadataColumns.LastUpdatedSequenceNumber.Name}",
            $"{ids[..^1]}{(ids == "{}" ? "" : ", ")}{Id(MetadataColumns.RowId)}, {Id(MetadataColumns.LastUpdatedSequenceNumber)}}}");
    }

    private static string Value(string? stored, string? inherited) => (stored, inherited) switch
    {
        (null, null) => "CAST(NULL AS BIGINT)",
        (null, _) => inherited,
        (_, null) => DuckDb.Sql.Identifier(stored),
        _ => $"coalesce({DuckDb.Sql.Identifier(stored)}, {inherited})",
    };

    private static string? StoredName(ParquetFooter footer, NestedField column)
    {
        if (footer.TopLevel.FirstOrDefault(c => c.FieldId == column.Id) is { } stored)
            return stored.Name;
        return footer.TopLevel.Any(c => string.Equals(c.Name, column.Name, StringComparison.OrdinalIgnoreCase))
            ? throw new ErasureException($"A file has a column '{column.Name}', which is the name of a column of row lineage; rename it by compaction first.")
            : null;
    }

    private static string Id(NestedField column) => Invariant($"{DuckDb.Sql.Literal(column.Name)}: {column.Id}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
