using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Scanning.Columns;
using Bourse.Iceberg.Schemas;

namespace Bourse.Projection.Pieces;

/// <summary>
/// Reads source files by field id. Columns are named by their ids here, so that no column's name, however strange, can be taken for another one or for the
/// row number.
/// </summary>
internal static class SourceSql
{
    /// <summary>The row's place in the file, from 0.</summary>
    public const string RowNumber = "file_row_number";

    /// <summary>The name of a column in the text that <see cref="Read"/> gives.</summary>
    public static string Column(int fieldId) => string.Create(CultureInfo.InvariantCulture, $"c{fieldId}");

    /// <summary>A FROM item with the columns asked for, null where the file is older than the column, and <see cref="RowNumber"/>.</summary>
    public static string Read(string path, ParquetFooter footer, Schema schema, IEnumerable<int> fieldIds)
    {
        var columns = fieldIds.Distinct().Order().Select(id => schema.FindColumn(id)!).ToArray();
        var values = StoredColumns.Select(footer, columns, "f").Zip(columns, (sql, column) => $"{sql} AS {Column(column.Id)}");
        return $"(SELECT {string.Join(", ", values.Append($"f.{RowNumber}"))} FROM {Sql.ReadParquet([path], $"{RowNumber} = true")} AS f)";
    }

    /// <summary>The row filter over the columns of <see cref="Read"/>; unknown counts as false wherever the text is used as a condition.</summary>
    public static string Filter(Expression filter, Schema schema) =>
        filter.ToSql(new Schema(schema.Id, schema.Fields.Select(f => f with { Name = Column(f.Id) }).ToValueList()));
}
