using System.Text;
using Bourse.DuckDb;
using Bourse.Iceberg.Maintenance.Rewriting;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Maintenance.Deletes;

/// <summary>
/// Writes one position-delete file in place of several, sorted by file and position as readers expect (Iceberg specification, "Position Delete Files").
/// </summary>
/// <param name="table">The table.</param>
/// <param name="connection">The engine.</param>
/// <param name="state">The version whose live data files count.</param>
internal sealed class MergedPositions(MaintainedTable table, DuckDbConnection connection, TableState state)
{
    private static readonly Schema Columns = new(0, [MetadataColumns.DeleteFilePath, MetadataColumns.DeletePosition]);

    /// <summary>The merged file; null when all its positions are of files that are gone.</summary>
    public async Task<RewrittenFile?> WriteAsync(IReadOnlyList<ManifestEntry> sources, CancellationToken cancellationToken)
    {
        using var held = table.Folder.HoldLocalFiles();
        var local = new List<string>();
        foreach (var source in sources)
            local.Add(await table.Folder.LocalPathAsync(source.File.Path, cancellationToken));
        var live = state.Data
            .Where(e => e.File.SpecId == sources[0].File.SpecId && e.File.Partition.Equals(sources[0].File.Partition))
            .Select(e => e.File.Path)
            .ToList();
        if (live.Count == 0)
            return null;
        // By path without scheme and store, as deletes find their files.
        var named = string.Join(", ", live.Select(l => $"({Sql.Literal(FileLocation.Parse(l).Path)})"));
        var select = $"""
            SELECT DISTINCT file_path, pos FROM {DanglingDeletes.ReadSql(local)}
            SEMI JOIN (VALUES {named}) AS live(path) ON {FileLocation.PathSql("file_path")} = live.path ORDER BY file_path, pos
            """;
        var metadata = state.Table.Metadata;
        var written = await new RewrittenFileWriter(table.Folder, connection, MaintenancePolicy.Of(metadata.Properties).Layout).WriteAsync(
            select, EngineTypes.FieldIds(Columns), Columns, RewrittenFileWriter.Like(sources[0].File, table.NewDataLocation(metadata)), cancellationToken);
        return written is null ? null : new RewrittenFile(await NamedAsync(written, cancellationToken), sources.Max(s => s.SequenceNumber ?? 0));
    }

    // Whole bounds of file_path, not cut ones, let readers know which data files a delete file is for.
    private async Task<DataFile> NamedAsync(DataFile written, CancellationToken cancellationToken)
    {
        var paths = await DanglingDeletes.NamedAsync(written, table.Folder, connection, cancellationToken);
        var metrics = written.Columns[MetadataColumns.DeleteFilePath.Id] with
        {
            LowerBound = ValueList.Create<byte>(Encoding.UTF8.GetBytes(paths[0])),
            UpperBound = ValueList.Create<byte>(Encoding.UTF8.GetBytes(paths[^1])),
        };
        return written with
        {
            Columns = written.Columns.SetItem(MetadataColumns.DeleteFilePath.Id, metrics),
            ReferencedDataFile = paths.Count == 1 ? paths[0] : null,
        };
    }
}
