using Bourse.Iceberg.Avro;

namespace Bourse.Iceberg.Manifests;

/// <summary>
/// How the writer of a manifest put one of its maps from field ids, found once for all entries: an array of records of key and value, perhaps optional.
/// </summary>
internal sealed class MetricMap
{
    private readonly AvroFile _file;
    private readonly AvroSchema _schema;
    private readonly int _fieldId;
    // Neither the array nor its pairs are optional in any part: nearly all writers' form.
    private readonly bool _isPlain;
    private readonly bool _holdsBytes;
    private readonly AvroSchema.Record? _pair;

    /// <summary>Finds the form.</summary>
    /// <param name="file">The manifest.</param>
    /// <param name="schema">The type of the map, as its writer gave it.</param>
    /// <param name="fieldId">The map's own field id.</param>
    public MetricMap(AvroFile file, AvroSchema schema, int fieldId)
    {
        (_file, _schema, _fieldId) = (file, file.Resolve(schema), fieldId);
        var branches = _schema is AvroSchema.Union union ? union.Branches.Select(file.Resolve) : [_schema];
        if (branches.OfType<AvroSchema.Array>().FirstOrDefault() is not { } array || file.Resolve(array.Items) is not AvroSchema.Record { Fields.Count: 2 } pair)
            return;
        _pair = pair;
        var (key, value) = (file.Resolve(pair.Fields[0].Schema), file.Resolve(pair.Fields[1].Schema));
        _holdsBytes = value is AvroSchema.Primitive { Kind: AvroKind.Bytes };
        _isPlain = IsInteger(key) && (_holdsBytes || IsInteger(value));
    }

    /// <summary>The type of the values.</summary>
    public AvroSchema ValueSchema => Pair.Fields[1].Schema;

    private AvroSchema.Record Pair => _pair ?? throw Damaged();

    /// <summary>A decoder at the place of a map.</summary>
    public AvroDecoder Open(ReadOnlySpan<byte> bytes) => new(bytes, _file.Named);

    /// <summary>Whether there is a list of pairs, and not null or something else in its place.</summary>
    /// <exception cref="IcebergFormatException">It is a list of something else.</exception>
    public bool Enter(ref AvroDecoder decoder) =>
        decoder.ReadBranch(_schema) is AvroSchema.Array array && (ReferenceEquals(_file.Resolve(array.Items), _pair) ? true : throw Damaged());

    /// <summary>Reads a key; the value follows.</summary>
    public int ReadKey(ref AvroDecoder decoder)
    {
        var key = _isPlain ? decoder.ReadLong() : decoder.ReadInteger(Pair.Fields[0].Schema) ?? throw Damaged();
        return key is >= int.MinValue and <= int.MaxValue ? (int)key : throw Damaged();
    }

    /// <summary>Passes over a value.</summary>
    public void SkipValue(ref AvroDecoder decoder)
    {
        if (!_isPlain)
            decoder.Skip(ValueSchema);
        else if (decoder.ReadLong() is var lengthOrValue && _holdsBytes)
            decoder.Take(lengthOrValue);
    }

    /// <summary>Passes over a whole map.</summary>
    public void Skip(ref AvroDecoder decoder)
    {
        if (!_isPlain)
            decoder.Skip(_schema);
        else if (Enter(ref decoder))
            decoder.SkipPairs(_holdsBytes);
    }

    private static bool IsInteger(AvroSchema schema) => schema is AvroSchema.Primitive { Kind: AvroKind.Int or AvroKind.Long };

    private IcebergFormatException Damaged() => new($"The Avro field {_fieldId} of a manifest is not a map from field ids.");
}
