namespace Bourse.Iceberg.Parquet;

/// <summary>Makes footers of what was read of them. Field numbers are those of parquet.thrift; fields not named here are left out.</summary>
internal static class ParquetFooterReader
{
    public static ParquetFooter Read(ReadOnlySpan<byte> thrift)
    {
        var file = ThriftStruct.Read(thrift, out _);
        var footer = new ParquetFooter
        {
            Version = file.Int32(1) ?? 0,
            Schema = file.Structs(2).Select(Element).ToValueList(),
            RowCount = file.Integer(3) ?? 0,
            RowGroups = file.Structs(4).Select(RowGroup).ToValueList(),
            KeyValues = file.Structs(5).Select(KeyValue).ToValueList(),
            CreatedBy = file.Text(6),
            ColumnOrders = file.Structs(7).Select(order => order.FieldIds.FirstOrDefault()).ToValueList(),
            IsEncrypted = file.FieldIds.Any(id => id is 8 or 9),
        };
        ParquetSchemaTree.RequireWhole(footer.Schema);
        var leaves = footer.Leaves.Count;
        if (footer.RowGroups.Any(g => g.Columns.Count != leaves))
            throw ThriftReader.Damaged("has a row group whose columns are not those of the schema");
        return footer;
    }

    private static ParquetSchemaElement Element(ThriftStruct element) => new()
    {
        Type = (ParquetType?)element.Int32(1),
        TypeLength = element.Int32(2),
        Repetition = (ParquetRepetition?)element.Int32(3),
        Name = element.Text(4) ?? "",
        ChildCount = element.Int32(5) ?? 0,
        ConvertedType = element.Int32(6),
        Scale = element.Int32(7),
        Precision = element.Int32(8),
        FieldId = element.Int32(9),
        LogicalType = element.Struct(10) is { } logical ? LogicalType(logical) : null,
    };

    // A union: one member, whose number says the kind.
    private static ParquetLogicalType LogicalType(ThriftStruct union)
    {
        var kind = union.FieldIds.FirstOrDefault();
        if (kind == 0)
            return new ParquetLogicalType();
        var member = union.Struct(kind)!;
        return kind switch
        {
            ParquetLogicalType.Decimal => new() { Kind = kind, Scale = member.Int32(1), Precision = member.Int32(2) },
            ParquetLogicalType.Time or ParquetLogicalType.Timestamp =>
                new() { Kind = kind, IsAdjustedToUtc = member.Boolean(1), Unit = member.Struct(2)?.FieldIds.Cast<int?>().FirstOrDefault() },
            ParquetLogicalType.Integer => new() { Kind = kind, BitWidth = member.Int32(1), IsSigned = member.Boolean(2) },
            ParquetLogicalType.Variant => new() { Kind = kind, SpecificationVersion = member.Int32(1) },
            ParquetLogicalType.Geometry => new() { Kind = kind, ReferenceSystem = member.Text(1) },
            ParquetLogicalType.Geography => new() { Kind = kind, ReferenceSystem = member.Text(1), EdgeAlgorithm = member.Int32(2) },
            _ => new() { Kind = kind },
        };
    }

    private static ParquetRowGroup RowGroup(ThriftStruct group) => new()
    {
        Columns = group.Structs(1).Select(Chunk).ToValueList(),
        UncompressedBytes = group.Integer(2) ?? 0,
        RowCount = group.Integer(3) ?? 0,
        SortingColumns = group.Structs(4)
            .Select(s => new ParquetSortingColumn(s.Int32(1) ?? 0, s.Boolean(2) ?? false, s.Boolean(3) ?? false)).ToValueList(),
        FileOffset = group.Integer(5),
        CompressedBytes = group.Integer(6),
        Ordinal = group.Int32(7),
    };

    private static ParquetColumnChunk Chunk(ThriftStruct chunk)
    {
        var column = chunk.Struct(3) ?? throw ThriftReader.Damaged("does not describe a column chunk, as where columns are encrypted");
        return new ParquetColumnChunk
        {
            FilePath = chunk.Text(1),
            FileOffset = chunk.Integer(2) ?? 0,
            Type = (ParquetType)(column.Int32(1) ?? 0),
            Encodings = column.Integers(2).Select(ThriftStruct.ToInt32).ToValueList(),
            Path = column.Texts(3).ToValueList(),
            Codec = column.Int32(4) ?? 0,
            ValueCount = column.Integer(5) ?? 0,
            UncompressedBytes = column.Integer(6) ?? 0,
            CompressedBytes = column.Integer(7) ?? 0,
            KeyValues = column.Structs(8).Select(KeyValue).ToValueList(),
            DataPageOffset = column.Integer(9) ?? 0,
            IndexPageOffset = column.Integer(10),
            DictionaryPageOffset = column.Integer(11),
            Statistics = column.Struct(12) is { } statistics ? Statistics(statistics) : null,
            EncodingStatistics = column.Structs(13)
                .Select(e => new ParquetEncodingStatistics(e.Int32(1) ?? 0, e.Int32(2) ?? 0, e.Int32(3) ?? 0)).ToValueList(),
            BloomFilterOffset = column.Integer(14),
            BloomFilterBytes = column.Int32(15),
            SizeStatistics = column.Struct(16) is { } sizes ? Sizes(sizes) : null,
            OffsetIndexOffset = chunk.Integer(4),
            OffsetIndexBytes = chunk.Int32(5),
            ColumnIndexOffset = chunk.Integer(6),
            ColumnIndexBytes = chunk.Int32(7),
            IsEncrypted = chunk.FieldIds.Any(id => id is 8 or 9),
        };
    }

    private static ParquetStatistics Statistics(ThriftStruct statistics) => new()
    {
        DeprecatedMax = Bound(statistics.Bytes(1)),
        DeprecatedMin = Bound(statistics.Bytes(2)),
        NullCount = statistics.Integer(3),
        DistinctCount = statistics.Integer(4),
        MaxValue = Bound(statistics.Bytes(5)),
        MinValue = Bound(statistics.Bytes(6)),
        IsMaxExact = statistics.Boolean(7),
        IsMinExact = statistics.Boolean(8),
    };

    private static ValueList<byte>? Bound(byte[]? bytes) => bytes is null ? null : ValueList.Create<byte>(bytes);

    private static ParquetSizeStatistics Sizes(ThriftStruct sizes) => new()
    {
        UnencodedBytes = sizes.Integer(1),
        RepetitionLevels = sizes.Integers(2).ToValueList(),
        DefinitionLevels = sizes.Integers(3).ToValueList(),
    };

    private static KeyValuePair<string, string?> KeyValue(ThriftStruct pair) => new(pair.Text(1) ?? "", pair.Text(2));
}
