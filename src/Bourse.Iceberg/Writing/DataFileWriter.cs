using System.Security.Cryptography;
using Bourse.DuckDb;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Statistics;
using Bourse.Iceberg.Writing.Rows;
using Bourse.Storage;

namespace Bourse.Iceberg.Writing;

/// <summary>
/// Runs a query in the engine and stores its rows as Parquet files with field ids, sorted, one file a partition value, partition columns inside. The
/// files are durable when it returns and belong to no snapshot yet. Not for clients' SQL.
/// </summary>
/// <param name="connection">A session that may read the query's sources and write the store's temporary folder. Its temporary tables hold the rows meanwhile.</param>
/// <param name="files">The table's files.</param>
/// <param name="random">Names files.</param>
public sealed class DataFileWriter(DuckDbConnection connection, ITableFiles files, RandomNumberGenerator random)
{
    private static readonly StagedPartition Whole = new(0, []);

    /// <summary>Writes the rows of a query; no rows give no files.</summary>
    /// <exception cref="ArgumentException">The query's columns are not those of the schema, or a required column has nulls; the text names them.</exception>
    /// <exception cref="DuckDbException">The query fails, or a value does not fit its column's type.</exception>
    /// <exception cref="StorageException">The files could not be made durable.</exception>
    public async Task<IReadOnlyList<DataFile>> WriteAsync(DataFileRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var unwritable = request.Schema.Fields.FirstOrDefault(f => f.Type is IcebergType.Fixed);
        if (unwritable is not null)
            throw new ArgumentException($"Column '{unwritable.Name}': the engine writes no Parquet of type {unwritable.Type}; use binary.", nameof(request));

        if (request.Streams)
            return await WritePartitionAsync(request, SourceRows.Select(connection, request.Schema, request.SelectSql, cancellationToken), Whole, cancellationToken);
        using var rows = StagedRows.Load(connection, request, RandomIds.Hex(random), cancellationToken);
        var written = new List<DataFile>();
        foreach (var partition in rows.Partitions)
            written.AddRange(await WritePartitionAsync(request, rows.Select(partition), partition, cancellationToken));
        return written;
    }

    // Sizes are known after compression alone: a file that came out far above the target is written again in equal parts.
    private async Task<IReadOnlyList<DataFile>> WritePartitionAsync(
        DataFileRequest request, string rows, StagedPartition partition, CancellationToken cancellationToken)
    {
        var local = files.NewTemporaryPath(".parquet");
        try
        {
            var footer = Copy(request, rows, local, cancellationToken);
            if (footer.RowCount == 0)
                return [];
            if (request.Streams)
                RequireNoNulls(request, footer);
            var size = new FileInfo(local).Length;
            if (size <= request.Properties.TargetFileSizeBytes * 5 / 4)
                return [await AdoptAsync(request, partition, local, footer, cancellationToken)];
            var parts = Math.Min(footer.RowCount, (size + request.Properties.TargetFileSizeBytes - 1) / request.Properties.TargetFileSizeBytes);
            var written = new List<DataFile>();
            for (var part = 0L; part < parts; part++)
                written.Add(await WritePartAsync(request, partition, local, footer.RowCount * part / parts, footer.RowCount * (part + 1) / parts, cancellationToken));
            return written;
        }
        finally
        {
            File.Delete(local);
        }
    }

    private async Task<DataFile> WritePartAsync(
        DataFileRequest request, StagedPartition partition, string whole, long first, long end, CancellationToken cancellationToken)
    {
        var local = files.NewTemporaryPath(".parquet");
        try
        {
            var rows = FormattableString.Invariant($"SELECT * FROM {Sql.ReadParquet([whole])} LIMIT {end - first} OFFSET {first}");
            return await AdoptAsync(request, partition, local, Copy(request, rows, local, cancellationToken), cancellationToken);
        }
        finally
        {
            File.Delete(local);
        }
    }

    private static void RequireNoNulls(DataFileRequest request, ParquetFooter footer)
    {
        var metrics = FileMetrics.Of(footer, request.Schema, new Dictionary<int, long>());
        foreach (var column in request.Schema.Fields.Where(f => f.Required))
        {
            if (metrics.GetValueOrDefault(column.Id)?.NullCount is > 0 and var nulls)
                throw new ArgumentException($"Column '{column.Name}' is required and has {nulls} nulls in the rows to be written.");
        }
    }

    private ParquetFooter Copy(DataFileRequest request, string rows, string local, CancellationToken cancellationToken) =>
        new ParquetCopy(connection, request.Properties.Layout with { RowGroupRows = request.RowGroupRows }, () => files.NewTemporaryPath(".parquet"))
            .Run(rows, local, EngineTypes.FieldIds(request.Schema), cancellationToken);

    private async Task<DataFile> AdoptAsync(
        DataFileRequest request, StagedPartition partition, string local, ParquetFooter footer, CancellationToken cancellationToken)
    {
        var file = new DataFile
        {
            Path = $"{request.TableLocation.TrimEnd('/')}/data/{RandomIds.Hex(random)}.parquet",
            SpecId = request.Spec.Id,
            Partition = partition.Values,
            RecordCount = footer.RowCount,
            FileSizeBytes = new FileInfo(local).Length,
            Columns = FileMetrics.Of(footer, request.Schema, NanCounts.Of(connection, footer, local, cancellationToken), request.Properties.MetricsFor),
            SplitOffsets = footer.RowGroups.Select(g => g.StartOffset).ToValueList(),
            SortOrderId = request.SortOrder.Fields.Count > 0 && SortKeys.Of(request.SortOrder, request.Schema, "") is not null ? request.SortOrder.Id : null,
        };
        FaultPoint.Reach("iceberg.data-file.adopt");
        await files.AdoptAsync(file.Path, local, cancellationToken);
        return file;
    }
}
