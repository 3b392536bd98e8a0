namespace Bourse.Iceberg.Parquet;

/// <summary>Reads footers from Thrift. Field numbers are those of parquet.thrift; fields not named here are skipped.</summary>
internal static class ParquetFooterReader
{
    private delegate T ItemReader<out T>(ref ThriftReader reader);

    public static ParquetFooter Read(ReadOnlySpan<byte> thrift)
    {
        var reader = new ThriftReader(thrift);
        var footer = new ParquetFooter();
        reader.ReadStruct(footer, ReadFooterField);
        if (!ParquetSchemaTree.IsWhole(footer.Schema) || footer.Schema.Any(e => e.ChildCount < 0))
            throw ThriftReader.Damaged("has no whole schema");
        var leaves = footer.Leaves.Count;
        if (footer.RowGroups.Any(g => g.Columns.Count != leaves || g.Columns.Any(c => !c.HasMetadata)))
            throw ThriftReader.Damaged("has a row group whose columns are not those of the schema");
        return footer;
    }

    private static bool ReadFooterField(ref ThriftReader reader, ParquetFooter footer, int id, ThriftType type)
    {
        switch (id, type)
        {
            case (1, ThriftType.I32): footer.Version = reader.ReadInt32(); return true;
            case (2, ThriftType.List): footer.Schema = ReadList(ref reader, ThriftType.Struct, ReadSchemaElement); return true;
            case (3, ThriftType.I64): footer.RowCount = reader.ReadInt64(); return true;
            case (4, ThriftType.List): footer.RowGroups = ReadList(ref reader, ThriftType.Struct, ReadRowGroup); return true;
            case (5, ThriftType.List): footer.KeyValues = ReadList(ref reader, ThriftType.Struct, ReadKeyValue); return true;
            case (6, ThriftType.Binary): footer.CreatedBy = reader.ReadText(); return true;
            default: return false;
        }
    }

    private static ParquetSchemaElement ReadSchemaElement(ref ThriftReader reader)
    {
        var element = new ParquetSchemaElement();
        reader.ReadStruct(element, static (ref ThriftReader r, ParquetSchemaElement e, int id, ThriftType type) =>
        {
            switch (id, type)
            {
                case (1, ThriftType.I32): e.Type = (ParquetType)r.ReadInt32(); return true;
                case (2, ThriftType.I32): e.TypeLength = r.ReadInt32(); return true;
                case (3, ThriftType.I32): e.Repetition = (ParquetRepetition)r.ReadInt32(); return true;
                case (4, ThriftType.Binary): e.Name = r.ReadText(); return true;
                case (5, ThriftType.I32): e.ChildCount = r.ReadInt32(); return true;
                case (6, ThriftType.I32): e.ConvertedType = r.ReadInt32(); return true;
                case (7, ThriftType.I32): e.Scale = r.ReadInt32(); return true;
                case (8, ThriftType.I32): e.Precision = r.ReadInt32(); return true;
                case (9, ThriftType.I32): e.FieldId = r.ReadInt32(); return true;
                case (10, ThriftType.Struct): e.LogicalType = ReadLogicalType(ref r); return true;
                default: return false;
            }
        });
        return element;
    }

    // A union: one member, whose number says the kind.
    private static ParquetLogicalType ReadLogicalType(ref ThriftReader reader)
    {
        var logical = new ParquetLogicalType();
        reader.ReadStruct(logical, static (ref ThriftReader r, ParquetLogicalType l, int id, ThriftType type) =>
        {
            l.Kind = id;
            if (type != ThriftType.Struct)
                return false;
            r.ReadStruct(l, ReadLogicalTypeField);
            return true;
        });
        return logical;
    }

    private static bool ReadLogicalTypeField(ref ThriftReader reader, ParquetLogicalType logical, int id, ThriftType type)
    {
        switch (logical.Kind, id, type)
        {
            case (ParquetLogicalType.Decimal, 1, ThriftType.I32): logical.Scale = reader.ReadInt32(); return true;
            case (ParquetLogicalType.Decimal, 2, ThriftType.I32): logical.Precision = reader.ReadInt32(); return true;
            case (ParquetLogicalType.Time or ParquetLogicalType.Timestamp, 1, ThriftType.True or ThriftType.False):
                logical.IsAdjustedToUtc = type == ThriftType.True;
                return true;
            case (ParquetLogicalType.Timestamp, 2, ThriftType.Struct):
                reader.ReadStruct(logical, static (ref ThriftReader _, ParquetLogicalType l, int unit, ThriftType _) =>
                {
                    l.InNanoseconds = unit == ParquetLogicalType.Nanoseconds;
                    return false;
                });
                return true;
            default: return false;
        }
    }

    private static ParquetRowGroup ReadRowGroup(ref ThriftReader reader)
    {
        var group = new ParquetRowGroup();
        reader.ReadStruct(group, static (ref ThriftReader r, ParquetRowGroup g, int id, ThriftType type) =>
        {
            switch (id, type)
            {
                case (1, ThriftType.List): g.Columns = ReadList(ref r, ThriftType.Struct, ReadColumnChunk); return true;
                case (2, ThriftType.I64): g.UncompressedBytes = r.ReadInt64(); return true;
                case (3, ThriftType.I64): g.RowCount = r.ReadInt64(); return true;
                default: return false;
            }
        });
        return group;
    }

    private static ParquetColumnChunk ReadColumnChunk(ref ThriftReader reader)
    {
        var chunk = new ParquetColumnChunk();
        reader.ReadStruct(chunk, static (ref ThriftReader r, ParquetColumnChunk c, int id, ThriftType type) =>
        {
            switch (id, type)
            {
                case (1, ThriftType.Binary): c.FilePath = r.ReadText(); return true;
                case (3, ThriftType.Struct): r.ReadStruct(c, ReadColumnMetadataField); c.HasMetadata = true; return true;
                case (4, ThriftType.I64): c.OffsetIndexOffset = r.ReadInt64(); return true;
                case (6, ThriftType.I64): c.ColumnIndexOffset = r.ReadInt64(); return true;
                default: return false;
            }
        });
        return chunk;
    }

    private static bool ReadColumnMetadataField(ref ThriftReader reader, ParquetColumnChunk chunk, int id, ThriftType type)
    {
        switch (id, type)
        {
            case (1, ThriftType.I32): chunk.Type = (ParquetType)reader.ReadInt32(); return true;
            case (2, ThriftType.List): chunk.Encodings = ReadList(ref reader, ThriftType.I32, static (ref ThriftReader r) => r.ReadInt32()); return true;
            case (3, ThriftType.List): chunk.Path = ReadList(ref reader, ThriftType.Binary, static (ref ThriftReader r) => r.ReadText()); return true;
            case (4, ThriftType.I32): chunk.Codec = reader.ReadInt32(); return true;
            case (5, ThriftType.I64): chunk.ValueCount = reader.ReadInt64(); return true;
            case (6, ThriftType.I64): chunk.UncompressedBytes = reader.ReadInt64(); return true;
            case (7, ThriftType.I64): chunk.CompressedBytes = reader.ReadInt64(); return true;
            case (8, ThriftType.List): chunk.KeyValues = ReadList(ref reader, ThriftType.Struct, ReadKeyValue); return true;
            case (9, ThriftType.I64): chunk.DataPageOffset = reader.ReadInt64(); return true;
            case (10, ThriftType.I64): chunk.IndexPageOffset = reader.ReadInt64(); return true;
            case (11, ThriftType.I64): chunk.DictionaryPageOffset = reader.ReadInt64(); return true;
            case (12, ThriftType.Struct): chunk.Statistics = ReadStatistics(ref reader); return true;
            case (14, ThriftType.I64): chunk.BloomFilterOffset = reader.ReadInt64(); return true;
            case (15, ThriftType.I32): chunk.BloomFilterBytes = reader.ReadInt32(); return true;
            default: return false;
        }
    }

    private static ParquetStatistics ReadStatistics(ref ThriftReader reader)
    {
        var statistics = new ParquetStatistics();
        reader.ReadStruct(statistics, static (ref ThriftReader r, ParquetStatistics s, int id, ThriftType type) =>
        {
            switch (id, type)
            {
                case (1, ThriftType.Binary): s.DeprecatedMax = ValueList.Create<byte>(r.ReadBinary()); return true;
                case (2, ThriftType.Binary): s.DeprecatedMin = ValueList.Create<byte>(r.ReadBinary()); return true;
                case (3, ThriftType.I64): s.NullCount = r.ReadInt64(); return true;
                case (4, ThriftType.I64): s.DistinctCount = r.ReadInt64(); return true;
                case (5, ThriftType.Binary): s.MaxValue = ValueList.Create<byte>(r.ReadBinary()); return true;
                case (6, ThriftType.Binary): s.MinValue = ValueList.Create<byte>(r.ReadBinary()); return true;
                default: return false;
            }
        });
        return statistics;
    }

    private static KeyValuePair<string, string?> ReadKeyValue(ref ThriftReader reader)
    {
        var pair = new string?[2];
        reader.ReadStruct(pair, static (ref ThriftReader r, string?[] p, int id, ThriftType type) =>
        {
            if (id is not (1 or 2) || type != ThriftType.Binary)
                return false;
            p[id - 1] = r.ReadText();
            return true;
        });
        return new(pair[0] ?? "", pair[1]);
    }

    private static ValueList<T> ReadList<T>(ref ThriftReader reader, ThriftType expected, ItemReader<T> readItem)
    {
        var (type, count) = reader.ReadListHeader();
        if (count > 0 && type != expected)
            throw ThriftReader.Damaged("holds a list of the wrong type");
        var items = new List<T>();
        for (; count > 0; count--)
            items.Add(readItem(ref reader));
        return items.ToValueList();
    }
}
