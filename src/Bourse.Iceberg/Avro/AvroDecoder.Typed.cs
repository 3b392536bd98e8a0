namespace Bourse.Iceberg.Avro;

/// <summary>Reads values whose type is known beforehand, without boxing them, and skips what is not wanted.</summary>
internal ref partial struct AvroDecoder
{
    /// <summary>The type itself where it is named.</summary>
    public readonly AvroSchema Resolve(AvroSchema schema)
    {
        for (var depth = 0; schema is AvroSchema.Reference reference; depth++)
        {
            if (depth == DepthMax || !named.TryGetValue(reference.Name, out schema!))
                throw new IcebergFormatException($"An Avro schema names the unknown type '{reference.Name}'.");
        }
        return schema;
    }

    /// <summary>The type of the next value, unions entered; null for null.</summary>
    public AvroSchema? ReadBranch(AvroSchema schema)
    {
        schema = Resolve(schema);
        if (schema is AvroSchema.Union union)
            schema = Resolve(union.Branches[Index(union.Branches.Count)]);
        return schema is AvroSchema.Primitive { Kind: AvroKind.Null } ? null : schema;
    }

    /// <summary>An int or long; null for null.</summary>
    public long? ReadInteger(AvroSchema schema) => ReadBranch(schema) switch
    {
        null => null,
        AvroSchema.Primitive { Kind: AvroKind.Int or AvroKind.Long } => ReadLong(),
        _ => throw Unfit("an integer"),
    };

    /// <summary>Text; null for null.</summary>
    public string? ReadText(AvroSchema schema) => TakeText(schema, out var isNull) is var utf8 && isNull ? null : TextOf(utf8);

    /// <summary>As above; <paramref name="known"/> itself where the text is that one, so that what many records repeat is there once.</summary>
    public string? ReadText(AvroSchema schema, string known, ReadOnlySpan<byte> knownUtf8) =>
        TakeText(schema, out var isNull) is var utf8 && isNull ? null : utf8.SequenceEqual(knownUtf8) ? known : TextOf(utf8);

    /// <summary>Bytes; null for null.</summary>
    public ValueList<byte>? ReadBytes(AvroSchema schema) => TakeBytes(schema, out var isNull) is var bytes && isNull ? null : ValueList.Create(bytes);

    /// <summary>Bytes where they are, not copied; empty for null.</summary>
    public ReadOnlySpan<byte> TakeBytes(AvroSchema schema, out bool isNull)
    {
        var branch = ReadBranch(schema);
        isNull = branch is null;
        return branch switch
        {
            null => [],
            AvroSchema.Primitive { Kind: AvroKind.Bytes } => Take(ReadLong()),
            AvroSchema.Fixed s => Take(s.Size),
            _ => throw Unfit("bytes"),
        };
    }

    private ReadOnlySpan<byte> TakeText(AvroSchema schema, out bool isNull)
    {
        var branch = ReadBranch(schema);
        isNull = branch is null;
        return branch switch
        {
            null => [],
            AvroSchema.Primitive { Kind: AvroKind.String } => Take(ReadLong()),
            _ => throw Unfit("text"),
        };
    }

    /// <summary>A list of ints or longs; null for null.</summary>
    public ValueList<long>? ReadIntegers(AvroSchema schema)
    {
        switch (ReadBranch(schema))
        {
            case null:
                return null;
            case AvroSchema.Array array:
                var items = new List<long>();
                for (var count = BlockCount(); count > 0; count = BlockCount())
                {
                    for (; count > 0; count--)
                        items.Add(ReadInteger(array.Items) ?? throw Unfit("an integer"));
                }
                return items.ToValueList();
            default:
                throw Unfit("a list");
        }
    }

    /// <summary>Passes over a list of pairs without unions: of two integers, or of an integer and bytes. Most of a manifest is of these.</summary>
    public void SkipPairs(bool ofBytes)
    {
        for (var count = BlockCount(); count > 0; count = BlockCount())
        {
            for (; count > 0; count--)
            {
                ReadLong();
                var second = ReadLong();
                if (ofBytes)
                    Take(second);
            }
        }
    }

    /// <summary>Passes over a value.</summary>
    public void Skip(AvroSchema schema) => Skip(schema, DepthMax);

    private void Skip(AvroSchema schema, int depthLeft)
    {
        if (depthLeft == 0)
            throw new IcebergFormatException($"An Avro value is nested more than {DepthMax} deep.");
        switch (ReadBranch(schema))
        {
            case null:
                break;
            case AvroSchema.Primitive s:
                Skip(s.Kind);
                break;
            case AvroSchema.Fixed s:
                Take(s.Size);
                break;
            case AvroSchema.Enumeration:
                ReadLong();
                break;
            case AvroSchema.Record s:
                for (var i = 0; i < s.Fields.Count; i++)
                    Skip(s.Fields[i].Schema, depthLeft - 1);
                break;
            case AvroSchema.Array s:
                SkipItems(s.Items, hasKeys: false, depthLeft - 1);
                break;
            case AvroSchema.Map s:
                SkipItems(s.Values, hasKeys: true, depthLeft - 1);
                break;
            default:
                throw Unfit("a value");
        }
    }

    private void Skip(AvroKind kind)
    {
        switch (kind)
        {
            case AvroKind.Boolean:
                Take(1);
                break;
            case AvroKind.Int or AvroKind.Long:
                ReadLong();
                break;
            case AvroKind.Float:
                Take(4);
                break;
            case AvroKind.Double:
                Take(8);
                break;
            default:
                Take(ReadLong());
                break;
        }
    }

    private void SkipItems(AvroSchema items, bool hasKeys, int depthLeft)
    {
        var total = 0L;
        for (var count = BlockCount(); count > 0; count = BlockCount())
        {
            for (; count > 0; count--)
            {
                var before = _rest.Length;
                if (hasKeys)
                    Take(ReadLong());
                Skip(items, depthLeft);
                RequireProgress(before, (int)Math.Min(++total, int.MaxValue));
            }
        }
    }

    private static IcebergFormatException Unfit(string wanted) => new($"An Avro file does not have {wanted} where the format has it.");
}
