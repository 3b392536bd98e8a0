using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Parquet;

namespace Bourse.Iceberg.Writing;

/// <summary>Lets the engine store a query's rows as one local Parquet file with field ids.</summary>
/// <param name="connection">A session that may read the rows and write the temporary folder.</param>
/// <param name="layout">How the file is laid out.</param>
/// <param name="newTemporaryPath">Gives a path for a file that is needed meanwhile.</param>
internal sealed class ParquetCopy(DuckDbConnection connection, ParquetLayout layout, Func<string> newTemporaryPath)
{
    // What the engine cuts row groups into.
    private const int VectorRows = 2048;

    /// <summary>Stores the rows in the order in which the query gives them.</summary>
    /// <param name="rows">The query.</param>
    /// <param name="local">Where to; there is no file yet.</param>
    /// <param name="fieldIds">COPY's option FIELD_IDS for the query's columns.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DuckDbException">The query fails.</exception>
    public ParquetFooter Run(string rows, string local, string fieldIds, CancellationToken cancellationToken)
    {
        var footer = Write(rows, local, fieldIds, layout.RowGroupRows, cancellationToken);
        // Sizes are known after compression alone: row groups that came out far from their target are cut anew.
        if (RowsOnTarget(footer) is not { } next)
            return footer;
        var first = newTemporaryPath();
        File.Move(local, first);
        try
        {
            return Write($"SELECT * FROM {Sql.ReadParquet([first])}", local, fieldIds, next, cancellationToken);
        }
        finally
        {
            File.Delete(first);
        }
    }

    private ParquetFooter Write(string rows, string local, string fieldIds, long rowGroupRows, CancellationToken cancellationToken)
    {
        connection.Execute(
            string.Create(
                CultureInfo.InvariantCulture,
                $"COPY ({rows}) TO {Sql.Literal(local)} (FORMAT parquet, COMPRESSION {layout.Codec}, ROW_GROUP_SIZE {rowGroupRows}, FIELD_IDS {fieldIds})"),
            cancellationToken);
        return ParquetFooter.ReadFile(local);
    }

    // Null when they are on target, or cannot be nearer to it.
    private long? RowsOnTarget(ParquetFooter footer)
    {
        if (layout.RowGroupBytes is not { } target || footer.RowGroups.Count == 0)
            return null;
        var largest = footer.RowGroups.MaxBy(SizeOf)!;
        var size = SizeOf(largest);
        if (size <= target + (target / 4) && (footer.RowGroups.Count == 1 || size >= target - (target / 4)))
            return null;
        var rows = (long)Math.Min((double)largest.RowCount / size * target, footer.RowCount + VectorRows);
        rows = Math.Max(VectorRows, rows - (rows % VectorRows));
        return rows == layout.RowGroupRows || (rows > largest.RowCount && footer.RowGroups.Count == 1) ? null : rows;
    }

    private static long SizeOf(ParquetRowGroup group) => group.Columns.Sum(c => c.CompressedBytes);
}
