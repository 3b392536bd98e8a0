using System.Collections.Immutable;
using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Maintenance.Rewriting;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Puffin;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Storage;

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

    /// <summary>What a file is known by: a Puffin file may hold several deletion vectors.</summary>
    public static string KeyOf(DataFile file) => file.IsDeletionVector ? string.Create(CultureInfo.InvariantCulture, $"{file.Path}#{file.ContentOffset}") : file.Path;

    /// <summary>What becomes of a file that was looked at.</summary>
    public ErasedFile? Find(DataFile file) => _files.GetValueOrDefault(KeyOf(file));

    /// <summary>Looks at a file. Data files come before position deletes, which name them.</summary>
    /// <exception cref="ErasureException">The file is of a kind that erasure does not rewrite.</exception>
    public async Task AddAsync(ManifestEntry entry, CancellationToken cancellationToken)
    {
        var file = entry.File;
        if (_files.ContainsKey(KeyOf(file)))
            return;
        if (file.IsDeletionVector)
        {
            _files.Add(KeyOf(file), await VectorAsync(file, cancellationToken));
            return;
        }
        if (file.Format != "parquet")
            throw new ErasureException($"The file '{file.Path}' is {file.Format}; only Parquet files are rewritten.");
        using var held = folder.HoldLocalFiles();
        var local = await folder.LocalPathAsync(file.Path, cancellationToken);
        var footer = ParquetFooter.ReadFile(local);
        if (footer.TopLevel.All(c => c.FieldId is null))
            throw new ErasureException($"The file '{file.Path}' has no field ids, so its columns are not known for sure; rewrite it by compaction first.");
        _files.Add(file.Path, file.Content switch
        {
            FileContent.Data => await DataAsync(file, entry.SequenceNumber ?? 0, local, footer, cancellationToken),
            FileContent.EqualityDeletes => await EqualitiesAsync(file, local, footer, cancellationToken),
            _ => await PositionsAsync(file, local, footer, cancellationToken),
        });
    }

    private async Task<ErasedFile> DataAsync(DataFile file, long sequenceNumber, string local, ParquetFooter footer, CancellationToken cancellationToken)
    {
        // Some writers leave the columns out that a partition is made of.
        var isWhole = subject.Keys.Any(k => StoredField.Find(footer, k.Column.Id) is null && IsPartition(file, k));
        var count = isWhole ? footer.RowCount : Count(footer, local, cancellationToken);
        Rows += count;
        if (isWhole)
            return new ErasedFile.Emptied();
        if (count == 0)
            return new ErasedFile.Untouched();
        if (count == footer.RowCount)
            return new ErasedFile.Emptied();
        var lineage = KeptLineage.Of(file, sequenceNumber, footer);
        var select = $"SELECT {lineage.Sql} FROM {Numbered(local)} WHERE NOT {MatchesIn(footer)} ORDER BY file_row_number";
        return await RewriteAsync(file, lineage.FieldIds, select, cancellationToken);
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
            file, PhysicalFieldIds.Of(footer, id => id is { } key && keys.Contains(key)),
            $"SELECT {list} FROM {Numbered(local)} WHERE NOT {where} ORDER BY file_row_number",
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
            file, PhysicalFieldIds.Of(footer, id => id == MetadataColumns.DeleteFilePath.Id || id == MetadataColumns.DeletePosition.Id), select, cancellationToken);
    }

    // Where rows of a rewritten data file went.
    private async Task<string> MovedAsync(string location, CancellationToken cancellationToken)
    {
        var local = await folder.LocalPathAsync(location, cancellationToken);
        var matches = MatchesIn(ParquetFooter.ReadFile(local));
        return $"SELECT file_row_number AS pos, row_number() OVER (ORDER BY file_row_number) - 1 AS next FROM {Numbered(local)} WHERE NOT {matches}";
    }

    // A vector holds places alone: those of rows that stay move with them.
    private async Task<ErasedFile> VectorAsync(DataFile file, CancellationToken cancellationToken)
    {
        var data = file.ReferencedDataFile is { } referenced ? _files.GetValueOrDefault(referenced) : null;
        if (data is null or ErasedFile.Untouched)
            return new ErasedFile.Untouched();
        if (names is null || data is not ErasedFile.Rewritten { File: var successor })
            return new ErasedFile.Emptied();
        using var held = folder.HoldLocalFiles();
        var deleted = DeletionVector.ReadFile(file, await folder.LocalPathAsync(file.Path, cancellationToken));
        var values = string.Join(", ", deleted.Select(d => string.Create(CultureInfo.InvariantCulture, $"({d.First}, {d.End})")));
        var moved = await MovedAsync(file.ReferencedDataFile!, cancellationToken);
        using var result = connection.Query(
            $"SELECT CAST(m.next AS BIGINT) FROM ({moved}) AS m JOIN (VALUES {values}) AS d(first, past) ON m.pos >= d.first AND m.pos < d.past ORDER BY 1",
            cancellationToken);
        var rows = result.Rows().Select(r => (long)r[0]!).ToArray();
        if (rows.Length == 0)
            return new ErasedFile.Emptied();
        var vector = DeletionVector.Write(rows);
        var content = PuffinFile.Write(vector, successor.Path, rows.Length);
        var location = names.Rewritten(KeyOf(file), ".puffin");
        if (!await ExistsAsync(location, cancellationToken))
            await folder.CreateAsync(location, content, cancellationToken);
        return new ErasedFile.Rewritten(file with
        {
            Path = location,
            ReferencedDataFile = successor.Path,
            RecordCount = rows.Length,
            FileSizeBytes = content.Length,
            ContentOffset = PuffinFile.VectorOffset,
            ContentSizeBytes = vector.Length,
            Columns = ImmutableSortedDictionary<int, ColumnMetrics>.Empty,
        });
    }

    // A run before this one may have written it.
    private async Task<bool> ExistsAsync(string location, CancellationToken cancellationToken)
    {
        try
        {
            await folder.LocalPathAsync(location, cancellationToken);
            return true;
        }
        catch (ObjectNotFoundException)
        {
            return false;
        }
    }

    private async Task<ErasedFile> RewriteAsync(DataFile file, string fieldIds, string select, CancellationToken cancellationToken)
    {
        // A dry run counts and writes nothing.
        if (names is null)
            return new ErasedFile.Emptied();
        var referenced = file.ReferencedDataFile is { } only && _files.GetValueOrDefault(only) is ErasedFile.Rewritten { File: var successor }
            ? successor.Path
            : file.ReferencedDataFile;
        var successorOf = file with { Path = names.Rewritten(file.Path), ReferencedDataFile = referenced };
        var written = await _writer.WriteAsync(select, fieldIds, _columns, successorOf, cancellationToken);
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
            .Select(k => StoredField.Find(footer, k.Column.Id) is { } stored ? k.Matches(stored) : null)
            .OfType<string>()
            .ToArray();
        return matches.Length == 0 ? null : $"({string.Join(" OR ", matches)})";
    }

    private static string Numbered(string local) => Sql.ReadParquet([local], "file_row_number = true");

    private static string? NameOf(ParquetFooter footer, int fieldId) => footer.TopLevel.FirstOrDefault(c => c.FieldId == fieldId)?.Name;
}
