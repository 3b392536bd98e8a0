using System.Text;

namespace Bourse.Iceberg.Avro;

/// <summary>
/// An Avro object container file held in memory (Avro specification 1.11, "Object Container Files"): magic, metadata map, sync marker, then blocks of
/// count, size, records and marker.
/// </summary>
internal sealed class AvroFile
{
    private const string CodecKey = "avro.codec";
    private const string SchemaKey = "avro.schema";
    private const int SyncBytes = 16;
    private static readonly IReadOnlyDictionary<string, AvroSchema> NoNames = new Dictionary<string, AvroSchema>();

    private readonly ReadOnlyMemory<byte> _blocks;
    private readonly byte[] _sync;
    private readonly string _codec;

    private AvroFile(IReadOnlyDictionary<string, byte[]> metadata, ReadOnlyMemory<byte> blocks, byte[] sync)
    {
        Metadata = metadata;
        _blocks = blocks;
        _sync = sync;
        _codec = metadata.TryGetValue(CodecKey, out var codec) ? Encoding.UTF8.GetString(codec) : AvroCodec.Null;
        var json = metadata.GetValueOrDefault(SchemaKey) ?? throw new IcebergFormatException("An Avro file has no schema.");
        (Schema, Named) = AvroSchemaParser.Parse(json);
    }

    /// <summary>The key-values of the header.</summary>
    public IReadOnlyDictionary<string, byte[]> Metadata { get; }

    /// <summary>What its values are, as its writer said.</summary>
    public AvroSchema Schema { get; }

    /// <summary>The named types in it.</summary>
    public IReadOnlyDictionary<string, AvroSchema> Named { get; }

    /// <summary>Reads the header.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="what">What a refusal calls the file.</param>
    /// <exception cref="IcebergFormatException">The bytes are no Avro file, or encrypted (Iceberg specification, "AES GCM Stream").</exception>
    public static AvroFile Open(ReadOnlyMemory<byte> content, string what = "An Avro file")
    {
        if (content.Span.StartsWith("AGS1"u8))
            throw new IcebergFormatException($"{what} is encrypted (an AES GCM stream); encryption is not supported.");
        if (!content.Span.StartsWith("Obj\u0001"u8))
            throw new IcebergFormatException("A file that should be Avro does not start with its magic number.");

        var decoder = new AvroDecoder(content.Span[4..], NoNames);
        var metadata = ((IReadOnlyDictionary<string, object?>)decoder.Read(new AvroSchema.Map(new AvroSchema.Primitive(AvroKind.Bytes)))!)
            .ToDictionary(p => p.Key, p => (byte[])p.Value!);
        var sync = decoder.Take(SyncBytes).ToArray();
        return new AvroFile(metadata, content[^decoder.BytesLeft..], sync);
    }

    /// <summary>The text of a key-value of the header, or null.</summary>
    public string? FindText(string key) => Metadata.TryGetValue(key, out var value) ? Encoding.UTF8.GetString(value) : null;

    /// <summary>Decodes all values.</summary>
    /// <exception cref="IcebergFormatException">The file is damaged.</exception>
    public List<object?> ReadAll()
    {
        var values = new List<object?>();
        foreach (var (plain, count) in Blocks())
            ReadBlock(plain, count, values);
        return values;
    }

    /// <summary>The blocks, decompressed, each with the number of its records.</summary>
    /// <exception cref="IcebergFormatException">The file is damaged.</exception>
    public IEnumerable<(byte[] Plain, long Count)> Blocks()
    {
        for (var rest = _blocks; rest.Length > 0;)
        {
            var block = new AvroDecoder(rest.Span, NoNames);
            var count = block.ReadLong();
            var plain = AvroCodec.Decompress(_codec, block.Take(block.ReadLong()));
            if (!block.Take(SyncBytes).SequenceEqual(_sync))
                throw new IcebergFormatException("A block of an Avro file does not end with the file's marker.");
            if (count < 0 || count > Math.Max(plain.Length, 1_000_000))
                throw new IcebergFormatException("A block of an Avro file has an impossible count.");
            rest = rest[^block.BytesLeft..];
            yield return (plain, count);
        }
    }

    /// <summary>The type itself where it is named.</summary>
    /// <exception cref="IcebergFormatException">The name is not defined.</exception>
    public AvroSchema Resolve(AvroSchema schema) => new AvroDecoder([], Named).Resolve(schema);

    private void ReadBlock(byte[] plain, long count, List<object?> values)
    {
        var decoder = new AvroDecoder(plain, Named);
        for (; count > 0; count--)
            values.Add(decoder.Read(Schema));
        if (!decoder.AtEnd)
            throw new IcebergFormatException("A block of an Avro file holds more bytes than its records.");
    }

    /// <summary>Writes a file. The sync marker is a digest of the header, so equal content gives equal bytes.</summary>
    public static byte[] Write(
        AvroSchema.Record schema, IEnumerable<KeyValuePair<string, byte[]>> metadata, IEnumerable<AvroRecord> records, string codec = AvroCodec.Deflate)
    {
        var header = new List<KeyValuePair<string, byte[]>>
        {
            new(SchemaKey, AvroSchemaWriter.Write(schema)),
            new(CodecKey, Encoding.UTF8.GetBytes(codec)),
        };
        header.AddRange(metadata);

        var output = new AvroEncoder();
        output.WriteRaw("Obj\u0001"u8);
        output.WriteLong(header.Count);
        foreach (var (key, value) in header)
        {
            output.WriteBytes(Encoding.UTF8.GetBytes(key));
            output.WriteBytes(value);
        }
        output.WriteLong(0);
        var sync = System.Security.Cryptography.SHA256.HashData(output.ToArray()).AsSpan(0, SyncBytes).ToArray();
        output.WriteRaw(sync);
        new AvroBlockWriter(output, schema, codec, sync).WriteAll(records);
        return output.ToArray();
    }
}
