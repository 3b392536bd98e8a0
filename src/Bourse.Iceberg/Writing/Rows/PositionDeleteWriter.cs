using System.Collections.Immutable;
using System.Text;
using Bourse.DuckDb;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Statistics;
using Bourse.Storage;

namespace Bourse.Iceberg.Writing.Rows;

/// <summary>
/// Stores position deletes (Iceberg specification, "Position Delete Files"): columns <c>file_path</c> and <c>pos</c>, sorted by both. The bounds of the path are
/// whole paths, never cut, so that readers skip files by them. A file's partition is that of the data files it refers to.
/// </summary>
/// <param name="connection">The session that has the positions.</param>
/// <param name="table">The table.</param>
/// <param name="random">Names files.</param>
internal sealed class PositionDeleteWriter(DuckDbConnection connection, IcebergTable table, System.Security.Cryptography.RandomNumberGenerator random)
{
    private static readonly Schema Columns = new(0, [MetadataColumns.DeleteFilePath, MetadataColumns.DeletePosition]);

    /// <summary>Stores the deletes of some data files of one partition.</summary>
    /// <param name="positions">The engine's table with the columns <c>file</c> and <c>pos</c>.</param>
    /// <param name="data">The data files; each has a row there.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The file, durable and in no snapshot yet.</returns>
    public async Task<DataFile> WriteAsync(string positions, IReadOnlyList<DataFile> data, CancellationToken cancellationToken)
    {
        var local = table.Files.NewTemporaryPath(".parquet");
        try
        {
            var rows = $"SELECT file AS file_path, pos FROM {positions} WHERE file IN ({string.Join(", ", data.Select(d => Sql.Literal(d.Path)))}) ORDER BY file, pos";
            var footer = new ParquetCopy(connection, WriteProperties.Of(table.Metadata.Properties).Layout, () => table.Files.NewTemporaryPath(".parquet"))
                .Run(rows, local, EngineTypes.FieldIds(Columns), cancellationToken);
            var file = new DataFile
            {
                Content = FileContent.PositionDeletes,
                Path = $"{table.Metadata.Location}/data/{RandomIds.Hex(random)}-deletes.parquet",
                SpecId = data[0].SpecId,
                Partition = data[0].Partition,
                RecordCount = footer.RowCount,
                FileSizeBytes = new FileInfo(local).Length,
                Columns = MetricsOf(footer, data),
                SplitOffsets = footer.RowGroups.Select(g => g.StartOffset).ToValueList(),
                ReferencedDataFile = data.Count == 1 ? data[0].Path : null,
            };
            FaultPoint.Reach("iceberg.delete-file.adopt");
            await table.Files.AdoptAsync(file.Path, local, cancellationToken);
            return file;
        }
        finally
        {
            File.Delete(local);
        }
    }

    private static ImmutableSortedDictionary<int, ColumnMetrics> MetricsOf(ParquetFooter footer, IReadOnlyList<DataFile> data)
    {
        var metrics = FileMetrics.Of(footer, Columns, new Dictionary<int, long>(), _ => new MetricsMode.Full());
        var paths = data.Select(d => d.Path).Order(CodePointOrder.Instance).ToArray();
        var path = metrics.GetValueOrDefault(MetadataColumns.DeleteFilePath.Id) ?? new ColumnMetrics();
        return metrics.SetItem(MetadataColumns.DeleteFilePath.Id, path with { LowerBound = Bound(paths[0]), UpperBound = Bound(paths[^1]) });
    }

    private static ValueList<byte> Bound(string path) => ValueList.Create<byte>(Encoding.UTF8.GetBytes(path));
}
