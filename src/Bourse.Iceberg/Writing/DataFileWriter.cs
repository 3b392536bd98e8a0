using System.Globalization;
using System.Security.Cryptography;
using Bourse.DuckDb;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Statistics;
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

        using var rows = StagedRows.Load(connection, request, RandomIds.Hex(random), cancellationToken);
        var written = new List<DataFile>();
        foreach (var partition in rows.Partitions)
            written.Add(await WriteFileAsync(request, rows, partition, cancellationToken));
        return written;
    }

    private async Task<DataFile> WriteFileAsync(DataFileRequest request, StagedRows rows, StagedPartition partition, CancellationToken cancellationToken)
    {
        var local = files.NewTemporaryPath(".parquet");
        try
        {
            connection.Execute(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"COPY ({rows.Select(partition)}) TO {Sql.Literal(local)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {request.RowGroupRows}, FIELD_IDS {EngineTypes.FieldIds(request.Schema)})"),
                cancellationToken);
            var footer = ParquetFooter.ReadFile(local);
            var size = new FileInfo(local).Length;
            var nanCounts = rows.NanCounts(partition, cancellationToken);
            var location = $"{request.TableLocation.TrimEnd('/')}/data/{RandomIds.Hex(random)}.parquet";
            FaultPoint.Reach("iceberg.data-file.adopt");
            await files.AdoptAsync(location, local, cancellationToken);
            return new DataFile
            {
                Path = location,
                SpecId = request.Spec.Id,
                Partition = partition.Values,
                RecordCount = footer.RowCount,
                FileSizeBytes = size,
                Columns = FileMetrics.Of(footer, request.Schema, nanCounts),
                SplitOffsets = footer.RowGroups.Select(g => g.StartOffset).ToValueList(),
                SortOrderId = null,
            };
        }
        finally
        {
            File.Delete(local);
        }
    }
}
