using System.Collections.Concurrent;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Puffin;
using Bourse.Iceberg.Scanning.Columns;
using Bourse.Iceberg.Scanning.Deletes;

namespace Bourse.Iceberg.Scanning;

/// <summary>The files of a scan, opened: where their bytes are, which columns they have, which rows the deletion vectors name.</summary>
/// <param name="Files">The data files, in the order of the tasks.</param>
/// <param name="Deletes">The delete files.</param>
internal sealed record ScanFiles(IReadOnlyList<ScanFile> Files, IReadOnlyDictionary<DataFile, DeleteFile> Deletes)
{
    // Position deletes have these names where their writer gave no ids.
    private static readonly NameMapping DeleteNames = new(null, new Dictionary<string, NameMapping>
    {
        [MetadataColumns.DeleteFilePath.Name] = new(MetadataColumns.DeleteFilePath.Id, new Dictionary<string, NameMapping>()),
        [MetadataColumns.DeletePosition.Name] = new(MetadataColumns.DeletePosition.Id, new Dictionary<string, NameMapping>()),
    });

    /// <summary>The files that the engine reads, each once.</summary>
    public ValueList<string> LocalPaths =>
        Files.Select(f => f.LocalPath).Concat(Deletes.Values.Where(d => d.Columns is not null).Select(d => d.LocalPath)).Distinct(StringComparer.Ordinal).ToValueList();

    /// <summary>Opens the files of tasks.</summary>
    /// <exception cref="IcebergFormatException">A footer or a deletion vector is damaged.</exception>
    /// <exception cref="NotSupportedException">A file is encrypted.</exception>
    public static async Task<ScanFiles> OpenAsync(IcebergTable table, IReadOnlyList<ScanTask> tasks, CancellationToken cancellationToken)
    {
        var mapping = NameMapping.Of(table.Metadata.Properties);
        var files = new ScanFile[tasks.Count];
        await Parallel.ForAsync(0, files.Length, cancellationToken, async (i, ct) =>
        {
            var path = await table.Files.LocalPathAsync(tasks[i].File.Path, ct);
            var footer = ReadPlain(path, tasks[i].File.Path);
            files[i] = new ScanFile(tasks[i], path, PhysicalSchema.Of(footer, mapping), footer.RowCount);
        });
        var deletes = new ConcurrentDictionary<DataFile, DeleteFile>(ReferenceEqualityComparer.Instance);
        await Parallel.ForEachAsync(
            tasks.SelectMany(t => t.Deletes).Distinct<DataFile>(ReferenceEqualityComparer.Instance), cancellationToken,
            async (file, ct) => deletes[file] = OpenDelete(file, await table.Files.LocalPathAsync(file.Path, ct), mapping));
        return new ScanFiles(files, deletes);
    }

    // Some columns may be plain in a file whose footer is, but which they are is no matter of a reader without keys.
    private static ParquetFooter ReadPlain(string path, string location)
    {
        var footer = ParquetFooter.ReadFile(path);
        return footer.IsEncrypted || footer.RowGroups.Any(g => g.Columns.Any(c => c.IsEncrypted))
            ? throw new NotSupportedException($"The file '{location}' has encrypted columns or a signed footer; encryption is not supported.")
            : footer;
    }

    private static DeleteFile OpenDelete(DataFile file, string path, NameMapping? mapping) => file.IsDeletionVector
        ? new DeleteFile(file, path, null, DeletionVector.ReadFile(file, path))
        : new DeleteFile(file, path, PhysicalSchema.Of(ReadPlain(path, file.Path), file.Content == FileContent.PositionDeletes ? DeleteNames : mapping), null);
}
