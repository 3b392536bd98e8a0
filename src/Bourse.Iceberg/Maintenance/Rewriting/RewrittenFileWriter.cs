using Bourse.DuckDb;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Statistics;
using Bourse.Iceberg.Writing;
using Bourse.Storage;

namespace Bourse.Iceberg.Maintenance.Rewriting;

/// <summary>
/// Stores rows that are in the table already as one Parquet file of a known partition. The rows go from one file to the other in the engine: nothing is
/// staged, checked or sorted that was when they were first written.
/// </summary>
/// <param name="folder">The table's files.</param>
/// <param name="connection">A session that may read the rows' files and write the store's temporary folder.</param>
/// <param name="layout">How files are laid out.</param>
internal sealed class RewrittenFileWriter(ITableFolder folder, DuckDbConnection connection, ParquetLayout layout)
{
    /// <summary>Stores the rows of a query; what is at the location already was stored by a run before and is taken.</summary>
    /// <param name="selectSql">The rows, in the order they are to have.</param>
    /// <param name="fieldIds">COPY's option FIELD_IDS for the query's columns.</param>
    /// <param name="columns">Every field that metrics are kept of, by id.</param>
    /// <param name="file">The file with its location, content, spec and partition; its counts and metrics are filled in.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The file, durable and in no snapshot yet; null when there are no rows.</returns>
    /// <exception cref="DuckDbException">The query fails.</exception>
    /// <exception cref="StorageException">The file could not be made durable.</exception>
    public async Task<DataFile?> WriteAsync(string selectSql, string fieldIds, Schema columns, DataFile file, CancellationToken cancellationToken)
    {
        using var held = folder.HoldLocalFiles();
        if (await FindAsync(file.Path, cancellationToken) is { } existing)
            return Described(file, columns, existing, cancellationToken);
        var local = folder.NewTemporaryPath(".parquet");
        try
        {
            new ParquetCopy(connection, layout, () => folder.NewTemporaryPath(".parquet")).Run(selectSql, local, fieldIds, cancellationToken);
            var described = Described(file, columns, local, cancellationToken);
            if (described.RecordCount == 0)
                return null;
            FaultPoint.Reach("maintenance.data-file.adopt");
            await folder.AdoptAsync(file.Path, local, cancellationToken);
            return described;
        }
        finally
        {
            File.Delete(local);
        }
    }

    /// <summary>A file of the content, spec and partition of another, at a location of its own.</summary>
    public static DataFile Like(DataFile source, string location) => new()
    {
        Content = source.Content,
        Path = location,
        SpecId = source.SpecId,
        Partition = source.Partition,
        RecordCount = 0,
        FileSizeBytes = 0,
    };

    private DataFile Described(DataFile file, Schema columns, string local, CancellationToken cancellationToken)
    {
        var footer = ParquetFooter.ReadFile(local);
        return file with
        {
            RecordCount = footer.RowCount,
            FileSizeBytes = new FileInfo(local).Length,
            Columns = FileMetrics.Of(footer, columns, NanCounts.Of(connection, footer, local, cancellationToken)),
            SplitOffsets = footer.RowGroups.Select(g => g.StartOffset).ToValueList(),
        };
    }

    private async Task<string?> FindAsync(string location, CancellationToken cancellationToken)
    {
        try
        {
            return await folder.LocalPathAsync(location, cancellationToken);
        }
        catch (ObjectNotFoundException)
        {
            return null;
        }
    }
}
