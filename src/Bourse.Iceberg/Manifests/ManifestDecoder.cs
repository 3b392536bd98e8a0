using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Manifests;

/// <summary>
/// Decodes the entries of a manifest straight from its bytes, fields found by id once for the whole file. Columns' metrics stay encoded
/// (<see cref="EncodedMetrics"/>), and entries that follow each other share an equal partition.
/// </summary>
internal sealed class ManifestDecoder
{
    private readonly AvroFile _file;
    private readonly ManifestFile _manifest;
    private readonly ValueList<NestedField> _partitionType;
    private readonly Plan _entry;
    private readonly Plan _dataFile;
    private readonly MetricMap?[] _metrics;
    private readonly bool _numbered;
    private byte[] _block = [];
    private ReadOnlyMemory<byte> _lastPartition;
    private ValueList<Literal?>? _lastTuple;

    public ManifestDecoder(AvroFile file, ManifestFile manifest, ValueList<NestedField> partitionType)
    {
        (_file, _manifest, _partitionType) = (file, manifest, partitionType);
        _entry = Plan.Of(file, file.Schema, ManifestFieldIds.OfEntry) ?? throw new IcebergFormatException($"The manifest '{manifest.Path}' does not hold records.");
        var dataFile = _entry.SchemaOf(ManifestFieldIds.DataFile) ?? throw Missing("data_file", ManifestFieldIds.DataFile);
        _dataFile = Plan.Of(file, dataFile, ManifestFieldIds.OfDataFile) ?? throw Missing("data_file", ManifestFieldIds.DataFile);
        _metrics = [.. EncodedMetrics.Maps.Select(id => _dataFile.SchemaOf(id) is { } schema ? new MetricMap(file, schema, id) : null)];
        _numbered = _entry.SchemaOf(ManifestFieldIds.SequenceNumber) is not null;
    }

    public List<ManifestEntry> ReadAll(out long plainBytes)
    {
        plainBytes = 0;
        var entries = new List<ManifestEntry>();
        foreach (var (plain, count) in _file.Blocks())
        {
            _block = plain;
            plainBytes += plain.Length;
            _lastTuple = null;
            var decoder = new AvroDecoder(plain, _file.Named);
            for (var i = count; i > 0; i--)
                entries.Add(ReadEntry(ref decoder));
            if (!decoder.AtEnd)
                throw new IcebergFormatException("A block of an Avro file holds more bytes than its records.");
        }
        return entries;
    }

    private ManifestEntry ReadEntry(ref AvroDecoder decoder)
    {
        long? statusCode = null, snapshot = null, sequence = null, fileSequence = null;
        DataFile? file = null;
        foreach (var (id, schema) in _entry.Fields)
        {
            switch (id)
            {
                case ManifestFieldIds.Status: statusCode = decoder.ReadInteger(schema); break;
                case ManifestFieldIds.SnapshotId: snapshot = decoder.ReadInteger(schema); break;
                case ManifestFieldIds.SequenceNumber: sequence = decoder.ReadInteger(schema); break;
                case ManifestFieldIds.FileSequenceNumber: fileSequence = decoder.ReadInteger(schema); break;
                case ManifestFieldIds.DataFile: file = ReadFile(ref decoder, schema); break;
                default: decoder.Skip(schema); break;
            }
        }
        var status = (statusCode ?? throw Missing("status", ManifestFieldIds.Status)) switch
        {
            0 => EntryStatus.Existing,
            1 => EntryStatus.Added,
            2 => EntryStatus.Deleted,
            var other => throw new IcebergFormatException($"The manifest '{_manifest.Path}' has an entry of unknown status {other}."),
        };
        // Only an added file inherits: one that was moved here from another manifest has its own numbers. Version 1 has none: all are 0.
        var inherited = !_numbered ? 0 : status == EntryStatus.Added || _manifest.SequenceNumber == 0 ? _manifest.SequenceNumber : null;
        if (status == EntryStatus.Existing && sequence is null && inherited is null)
            throw new IcebergFormatException($"The manifest '{_manifest.Path}' has an existing file without a sequence number.");
        return new ManifestEntry(
            status, snapshot ?? _manifest.AddedSnapshotId, sequence ?? inherited, fileSequence ?? inherited,
            file ?? throw Missing("data_file", ManifestFieldIds.DataFile));
    }

    private DataFile ReadFile(ref AvroDecoder decoder, AvroSchema dataFile)
    {
        if (decoder.ReadBranch(dataFile) is null)
            throw Missing("data_file", ManifestFieldIds.DataFile);
        var content = FileContent.Data;
        string? path = null, format = null, referenced = null;
        long? records = null, size = null, sortOrder = null, firstRow = null, offset = null, length = null;
        ValueList<byte>? key = null;
        ValueList<long>? splits = null, equality = null;
        ValueList<Literal?>? partition = null;
        var starts = default(EncodedMetrics.Starts);
        starts[..].Fill(-1);
        foreach (var (id, schema) in _dataFile.Fields)
        {
            switch (id)
            {
                case ManifestFieldIds.Content: content = ContentOf(decoder.ReadInteger(schema)); break;
                case ManifestFieldIds.FilePath: path = decoder.ReadText(schema); break;
                case ManifestFieldIds.FileFormat: format = decoder.ReadText(schema, "PARQUET", "PARQUET"u8); break;
                case ManifestFieldIds.Partition: partition = ReadPartition(ref decoder, schema); break;
                case ManifestFieldIds.RecordCount: records = decoder.ReadInteger(schema); break;
                case ManifestFieldIds.FileSize: size = decoder.ReadInteger(schema); break;
                case ManifestFieldIds.KeyMetadata: key = decoder.ReadBytes(schema); break;
                case ManifestFieldIds.SplitOffsets: splits = decoder.ReadIntegers(schema); break;
                case ManifestFieldIds.EqualityIds: equality = decoder.ReadIntegers(schema); break;
                case ManifestFieldIds.SortOrderId: sortOrder = decoder.ReadInteger(schema); break;
                case ManifestFieldIds.ReferencedDataFile: referenced = decoder.ReadText(schema); break;
                case ManifestFieldIds.FirstRowId: firstRow = decoder.ReadInteger(schema); break;
                case ManifestFieldIds.ContentOffset: offset = decoder.ReadInteger(schema); break;
                case ManifestFieldIds.ContentSize: length = decoder.ReadInteger(schema); break;
                default:
                    if (Array.IndexOf(EncodedMetrics.Maps, id) is >= 0 and var map && _metrics[map] is { } form)
                    {
                        starts[map] = _block.Length - decoder.BytesLeft;
                        form.Skip(ref decoder);
                    }
                    else
                    {
                        decoder.Skip(schema);
                    }
                    break;
            }
        }
        if ((content == FileContent.Data) != (_manifest.Content == ManifestContent.Data))
            throw new IcebergFormatException($"The manifest '{_manifest.Path}' of {ManifestReader.NameOf(_manifest.Content)} lists a file of {content}.");
        return new DataFile
        {
            Content = content,
            Path = path ?? throw Missing("file_path", ManifestFieldIds.FilePath),
            Format = format switch
            {
                null => throw Missing("file_format", ManifestFieldIds.FileFormat),
                "PARQUET" or "parquet" => "parquet",
                _ => format.ToLowerInvariant(),
            },
            SpecId = _manifest.SpecId,
            Partition =
                partition ?? (_partitionType.Count == 0 ? [] : throw new IcebergFormatException("A manifest of a partitioned table lists a file without partition.")),
            RecordCount = NotNegative(records, "record_count", ManifestFieldIds.RecordCount),
            FileSizeBytes = NotNegative(size, "file_size_in_bytes", ManifestFieldIds.FileSize),
            EncodedColumns = new EncodedMetrics(_block, starts, _metrics),
            KeyMetadata = key,
            SplitOffsets = splits,
            EqualityIds = equality?.Select(Int32).ToValueList(),
            SortOrderId = sortOrder is { } order ? Int32(order) : null,
            ReferencedDataFile = referenced,
            FirstRowId = firstRow,
            ContentOffset = offset,
            ContentSizeBytes = length,
        };
    }

    private ValueList<Literal?>? ReadPartition(ref AvroDecoder decoder, AvroSchema schema)
    {
        var start = _block.Length - decoder.BytesLeft;
        var ahead = decoder;
        ahead.Skip(schema);
        var bytes = _block.AsMemory(start, decoder.BytesLeft - ahead.BytesLeft);
        if (_lastTuple is not null && bytes.Span.SequenceEqual(_lastPartition.Span))
        {
            decoder = ahead;
            return _lastTuple;
        }
        // BigQuery writes null for the empty tuple.
        if (decoder.Read(schema) is not AvroRecord record)
            return null;
        (_lastPartition, _lastTuple) = (bytes, _partitionType.Select(f => LiteralAvro.FromAvro(record.Find(f.Id, f.Name), f.Type, f.Name)).ToValueList());
        return _lastTuple;
    }

    private static FileContent ContentOf(long? value) => value switch
    {
        null or 0 => FileContent.Data,
        1 => FileContent.PositionDeletes,
        2 => FileContent.EqualityDeletes,
        var other => throw new IcebergFormatException($"A manifest lists a file with the unknown content {other}."),
    };

    private static int Int32(long value) =>
        value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new IcebergFormatException($"A manifest holds {value} where an int is expected.");

    private static long NotNegative(long? value, string name, int id) => value switch
    {
        null => throw Missing(name, id),
        < 0 => throw new IcebergFormatException($"A manifest lists a file with a negative {name}."),
        { } number => number,
    };

    private static IcebergFormatException Missing(string name, int id) => new($"The required Avro field '{name}' ({id}) is missing.");

    /// <summary>The fields of a record in the writer's order, each with the id it has for us; −1 for one that is skipped.</summary>
    private sealed record Plan((int Id, AvroSchema Schema)[] Fields)
    {
        /// <summary>By ids; a record without any, which ClickHouse writes against the specification, by names.</summary>
        public static Plan? Of(AvroFile file, AvroSchema schema, IReadOnlyDictionary<string, int> names)
        {
            // BigQuery makes required records optional.
            var branches = file.Resolve(schema) is AvroSchema.Union union ? union.Branches.Select(file.Resolve) : [file.Resolve(schema)];
            return branches.OfType<AvroSchema.Record>().FirstOrDefault() is { } record
                ? new Plan([.. record.Fields.Select(f => (record.HasFieldIds ? f.FieldId ?? -1 : names.GetValueOrDefault(f.Name, -1), f.Schema))])
                : null;
        }

        public AvroSchema? SchemaOf(int id) => Fields.FirstOrDefault(f => f.Id == id).Schema;
    }
}
