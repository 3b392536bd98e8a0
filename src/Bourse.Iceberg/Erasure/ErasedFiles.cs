using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Maintenance.Rewriting;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Erasure;

/// <summary>
/// Decides file by file what becomes of it, and writes what takes its place when asked to. Every file is read, whatever its bounds say: they only prune. One
/// file has one successor, whichever snapshots share it, so positions move with it.
/// </summary>
internal sealed class ErasedFiles(ErasureSubject subject, DuckDbConnection connection, ITableFolder folder, TableMetadata metadata, ErasureNames? names)
{
    private readonly Dictionary<string, ErasedFile> _files = new(StringComparer.Ordinal);
    private readonly RewrittenFileWriter _writer = new(folder, connection, MaintenancePolicy.Of(metadata.Properties).Layout);

    // Every column there ever was: a file may be older than the table's present ones.
    private readonly Schema _columns = new(0, metadata.Schemas
        .OrderByDescending(s => s.Id == metadata.CurrentSchemaId)
        .ThenByDescending(s => s.Id)
        .SelectMany(s => s.Fields)
        .Concat([MetadataColumns.DeleteFilePath, MetadataColumns.DeletePosition])
        .DistinctBy(f => f.Id)
        .Select(f => f with { Name = string.Create(CultureInfo.InvariantCulture, $"c{f.Id}") })
        .ToValueList());

    /// <summary>Rows of the subject found so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Files that are touched so far.</summary>
    public int Touched => _files.Values.Count(f => !f.IsUntouched);

    /// <summary>Files written so far.</summary>
    public IEnumerable<string> Written => _files.Values.OfType<ErasedFile.Rewritten>().Select(f => f.File.Path);

    /// <summary>What becomes of a file that was looked at.</summary>
    public ErasedFile? Find(string location) => _files.GetValueOrDefault(location);

    /// <summary>Looks at a file. Data files come before position deletes, which name them.</summary>
    /// <exception cref="ErasureException">The file is of a kind that erasure does not rewrite.</exception>
    public async Task AddAsync(DataFile file, CancellationToken cancellationToken)
    {
        if (_files.ContainsKey(file.Path))
            return;
        if (file.Format != "parquet")
            throw new ErasureException($"The file '{file.Path}' is {file.Format}; only Parquet files are rewritten.");
        using var held = folder.HoldLocalFiles();
        var local = await folder.LocalPathAsync(file.Path, cancellationToken);
        var footer = ParquetFooter.ReadFile(local);
        if (footer.TopLevel.All(c => c.FieldId is null))
            throw new ErasureException($"The file '{file.Path}' has no field ids, so its columns are not known for sure; rewrite it by compaction first.");
        _files.Add(file.Path, file.Content switch
        {
            FileContent.Data => await DataAsync(file, local, footer, cancellationToken),
            FileContent.EqualityDeletes => await EqualitiesAsync(file, local, footer, cancellationToken),
            _ => await PositionsAsync(file, local, footer, cancellationToken),
        });
    }

    private async Task<ErasedFile> DataAsync(DataFile file, string local, ParquetFooter footer, CancellationToken cancellationToken)
    {
        // Some writers leave the columns out that a partition is made of.
        var isWhole = subject.Keys.Any(k => NameOf(footer, k.Column.Id) is null && IsPartition(file, k));
        var count = isWhole ? footer.RowCount : Count(footer, local, cancellationToken);
        Rows += count;
        if (isWhole)
            return new ErasedFile.Emptied();
        if (count == 0)
            return new ErasedFile.Untouched();
        if (count == footer.RowCount)
            return new ErasedFile.Emptied();
        var select = $"SELECT * EXCLUDE (file_row_number) FROM {Numbered(local)} WHERE NOT {MatchesIn(footer)} ORDER BY file_row_number";
        return await RewriteAsync(file, footer, _ => true, select, cancellationToken);
    }

    // Only rows of keys are needed: what else a writer put into the file may be the subject's, and is left out.
    private async Task<ErasedFile> EqualitiesAsync(DataFile file, string local, ParquetFooter footer, CancellationToken cancellationToken)
    {
        var keys = file.EqualityIds ?? [];
        if (Count(footer, local, cancellationToken) == 0)
            return new ErasedFile.Untouched();
        // A key that contains the subject's value deletes rows of the subject alone; other keys stay.
        var list = string.Join(", ", keys.Select(id => Sql.Identifier(NameOf(footer, id) ?? throw new ErasureException($"The file '{file.Path}' lacks its key {id}."))));
        var where = MatchesIn(footer, k => keys.Contains(k.Column.Id)) ?? "FALSE";
        return await RewriteAsync(
            file, footer, id => id is { } key && keys.Contains(key), $"SELECT {list} FROM {Numbered(local)} WHERE NOT {where} ORDER BY file_row_number",
            cancellationToken);
    }

    private async Task<ErasedFile> PositionsAsync(DataFile file, string local, ParquetFooter footer, CancellationToken cancellationToken)
    {
        var path = Sql.Identifier(NameOf(footer, MetadataColumns.DeleteFilePath.Id) ?? throw new ErasureException($"The file '{file.Path}' has no column file_path."));
        var position = Sql.Identifier(NameOf(footer, MetadataColumns.DeletePosition.Id) ?? throw new ErasureException($"The file '{file.Path}' has no column pos."));
        var touched = Texts($"SELECT DISTINCT {path} FROM {Sql.ReadParquet([local])} ORDER BY 1", cancellationToken)
            .Where(l => _files.GetValueOrDefault(l) is { IsUntouched: false })
            .ToList();
        // The column 'row' that old writers added holds what was deleted.
        if (touched.Count == 0 && footer.TopLevel.Count == 2)
            return new ErasedFile.Untouched();
        var columns = $"{path}, {position}";
        var source = Sql.ReadParquet([local]);
        var parts = new List<string> { $"SELECT {columns} FROM {source} WHERE {path} NOT IN ({string.Join(", ", touched.Append("").Select(Sql.Literal))})" };
        foreach (var location in touched)
        {
            if (_files[location] is not ErasedFile.Rewritten { File: var successor })
                continue;
            var moved = await MovedAsync(location, cancellationToken);
            parts.Add($"""
                SELECT {Sql.Literal(successor.Path)}, moved.next FROM {source} AS d JOIN ({moved}) AS moved ON moved.pos = d.{position}
                WHERE d.{path} = {Sql.Literal(location)}
                """);
        }
        var select = $"SELECT {columns} FROM ({string.Join(" UNION ALL ", parts)}) ORDER BY {columns}";
        return await RewriteAsync(
            file, footer, id => id == MetadataColumns.DeleteFilePath.Id || id == MetadataColumns.DeletePosition.Id, select, cancellationToken);
    }

    // Where rows of a rewritten data file went.
    private async Task<string> MovedAsync(string location, CancellationToken cancellationToken)
    {
        var local = await folder.LocalPathAsync(location, cancellationToken);
        var matches = MatchesIn(ParquetFooter.ReadFile(local));
        return $"SELECT file_row_number AS pos, row_number() OVER (ORDER BY file_row_number) - 1 AS next FROM {Numbered(local)} WHERE NOT {matches}";
    }

    private async Task<ErasedFile> RewriteAsync(
        DataFile file, ParquetFooter footer, Func<int?, bool> keeps, string select, CancellationToken cancellationToken)
    {
        // A dry run counts and writes nothing.
        if (names is null)
            return new ErasedFile.Emptied();
        var referenced = file.ReferencedDataFile is { } only && _files.GetValueOrDefault(only) is ErasedFile.Rewritten { File: var successor }
            ? successor.Path
            : file.ReferencedDataFile;
        var successorOf = file with { Path = names.Rewritten(file.Path), ReferencedDataFile = referenced };
        var written = await _writer.WriteAsync(select, PhysicalFieldIds.Of(footer, keeps), _columns, successorOf, cancellationToken);
        return written is null ? new ErasedFile.Emptied() : new ErasedFile.Rewritten(written);
    }

    private List<string> Texts(string sql, CancellationToken cancellationToken)
    {
        using var result = connection.Query(sql, cancellationToken);
        return [.. result.Rows().Select(r => (string)r[0]!)];
    }

    private bool IsPartition(DataFile file, ErasureKey key) => metadata.SpecOf(file.SpecId).Fields
        .Select((f, i) => (Field: f, Value: file.Partition[i]))
        .Any(p => p.Field.Transform is Transform.Identity && p.Field.SourceId == key.Column.Id && key.Has(p.Value));

    private long Count(ParquetFooter footer, string local, CancellationToken cancellationToken) => MatchesIn(footer) is { } matches
        ? connection.QuerySingle<long>($"SELECT count(*) FROM {Sql.ReadParquet([local])} WHERE {matches}", cancellationToken)
        : 0;

    // Null when the file has none of the columns.
    private string? MatchesIn(ParquetFooter footer, Func<ErasureKey, bool>? which = null)
    {
        var matches = subject.Keys.Where(which ?? (_ => true))
            .Select(k => NameOf(footer, k.Column.Id) is { } name ? k.Matches(name) : null)
            .OfType<string>()
            .ToArray();
        return matches.Length == 0 ? null : $"({string.Join(" OR ", matches)})";
    }

    private static string Numbered(string local) => Sql.ReadParquet([local], "file_row_number = true");

    private static string? NameOf(ParquetFooter footer, int fieldId) => footer.TopLevel.FirstOrDefault(c => c.FieldId == fieldId)?.Name;
}
