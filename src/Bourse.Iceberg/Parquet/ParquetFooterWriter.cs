namespace Bourse.Iceberg.Parquet;

/// <summary>
/// Writes footers. Field numbers are those of parquet.thrift; what the format requires is always written, what is optional where it is there. Encryption is not
/// written: nothing here could keep what such a footer says.
/// </summary>
internal static class ParquetFooterWriter
{
    public static byte[] Write(ParquetFooter footer)
    {
        if (footer.IsEncrypted || footer.RowGroups.Any(g => g.Columns.Any(c => c.IsEncrypted)))
            throw new NotSupportedException("Footers of encrypted columns are not written.");
        return ThriftWriter.Write(footer, File);
    }

    private static void File(ThriftWriter writer, ParquetFooter footer)
    {
        writer.Int32(1, footer.Version);
        writer.Structs(2, footer.Schema, Element);
        writer.Int64(3, footer.RowCount);
        writer.Structs(4, footer.RowGroups, RowGroup);
        if (footer.KeyValues.Count > 0)
            writer.Structs(5, footer.KeyValues, KeyValue);
        writer.Text(6, footer.CreatedBy);
        if (footer.ColumnOrders.Count > 0)
            writer.Structs(7, footer.ColumnOrders, Union);
    }

    private static void Element(ThriftWriter writer, ParquetSchemaElement element)
    {
        writer.Int32(1, (int?)element.Type);
        writer.Int32(2, element.TypeLength);
        writer.Int32(3, (int?)element.Repetition);
        writer.Text(4, element.Name);
        writer.Int32(5, element.ChildCount != 0 ? element.ChildCount : null);
        writer.Int32(6, element.ConvertedType);
        writer.Int32(7, element.Scale);
        writer.Int32(8, element.Precision);
        writer.Int32(9, element.FieldId);
        writer.Struct(10, element.LogicalType, LogicalType);
    }

    private static void LogicalType(ThriftWriter writer, ParquetLogicalType type)
    {
        if (type.Kind > 0)
            writer.Struct(type.Kind, type, LogicalTypeMember);
    }

    private static void LogicalTypeMember(ThriftWriter writer, ParquetLogicalType type)
    {
        switch (type.Kind)
        {
            case ParquetLogicalType.Decimal:
                writer.Int32(1, type.Scale);
                writer.Int32(2, type.Precision);
                break;
            case ParquetLogicalType.Time or ParquetLogicalType.Timestamp:
                writer.Boolean(1, type.IsAdjustedToUtc);
                writer.Struct(2, type.Unit is null ? null : type, (w, t) => Union(w, t.Unit!.Value));
                break;
            case ParquetLogicalType.Integer:
                writer.Int8(1, type.BitWidth);
                writer.Boolean(2, type.IsSigned);
                break;
            case ParquetLogicalType.Variant:
                writer.Int8(1, type.SpecificationVersion);
                break;
            case ParquetLogicalType.Geometry or ParquetLogicalType.Geography:
                writer.Text(1, type.ReferenceSystem);
                writer.Int32(2, type.EdgeAlgorithm);
                break;
            default:
                break;
        }
    }

    private static void RowGroup(ThriftWriter writer, ParquetRowGroup group)
    {
        writer.Structs(1, group.Columns, Chunk);
        writer.Int64(2, group.UncompressedBytes);
        writer.Int64(3, group.RowCount);
        if (group.SortingColumns.Count > 0)
            writer.Structs(4, group.SortingColumns, SortingColumn);
        writer.Int64(5, group.FileOffset);
        writer.Int64(6, group.CompressedBytes);
        writer.Int16(7, group.Ordinal);
    }

    private static void SortingColumn(ThriftWriter writer, ParquetSortingColumn column)
    {
        writer.Int32(1, column.Leaf);
        writer.Boolean(2, column.IsDescending);
        writer.Boolean(3, column.NullsFirst);
    }

    private static void Chunk(ThriftWriter writer, ParquetColumnChunk chunk)
    {
        writer.Text(1, chunk.FilePath);
        writer.Int64(2, chunk.FileOffset);
        writer.Struct(3, chunk, Column);
        writer.Int64(4, chunk.OffsetIndexOffset);
        writer.Int32(5, chunk.OffsetIndexBytes);
        writer.Int64(6, chunk.ColumnIndexOffset);
        writer.Int32(7, chunk.ColumnIndexBytes);
    }

    private static void Column(ThriftWriter writer, ParquetColumnChunk chunk)
    {
        writer.Int32(1, (int)chunk.Type);
        writer.Int32s(2, chunk.Encodings);
        writer.Texts(3, chunk.Path);
        writer.Int32(4, chunk.Codec);
        writer.Int64(5, chunk.ValueCount);
        writer.Int64(6, chunk.UncompressedBytes);
        writer.Int64(7, chunk.CompressedBytes);
        if (chunk.KeyValues.Count > 0)
            writer.Structs(8, chunk.KeyValues, KeyValue);
        writer.Int64(9, chunk.DataPageOffset);
        writer.Int64(10, chunk.IndexPageOffset);
        writer.Int64(11, chunk.DictionaryPageOffset);
        writer.Struct(12, chunk.Statistics, Statistics);
        if (chunk.EncodingStatistics.Count > 0)
            writer.Structs(13, chunk.EncodingStatistics, EncodingStatistics);
        writer.Int64(14, chunk.BloomFilterOffset);
        writer.Int32(15, chunk.BloomFilterBytes);
        writer.Struct(16, chunk.SizeStatistics, Sizes);
    }

    private static void Statistics(ThriftWriter writer, ParquetStatistics statistics)
    {
        writer.Bytes(1, statistics.DeprecatedMax);
        writer.Bytes(2, statistics.DeprecatedMin);
        writer.Int64(3, statistics.NullCount);
        writer.Int64(4, statistics.DistinctCount);
        writer.Bytes(5, statistics.MaxValue);
        writer.Bytes(6, statistics.MinValue);
        writer.Boolean(7, statistics.IsMaxExact);
        writer.Boolean(8, statistics.IsMinExact);
    }

    private static void EncodingStatistics(ThriftWriter writer, ParquetEncodingStatistics statistics)
    {
        writer.Int32(1, statistics.PageType);
        writer.Int32(2, statistics.Encoding);
        writer.Int32(3, statistics.PageCount);
    }

    private static void Sizes(ThriftWriter writer, ParquetSizeStatistics sizes)
    {
        writer.Int64(1, sizes.UnencodedBytes);
        if (sizes.RepetitionLevels.Count > 0)
            writer.Int64s(2, sizes.RepetitionLevels);
        if (sizes.DefinitionLevels.Count > 0)
            writer.Int64s(3, sizes.DefinitionLevels);
    }

    private static void KeyValue(ThriftWriter writer, KeyValuePair<string, string?> pair)
    {
        writer.Text(1, pair.Key);
        writer.Text(2, pair.Value);
    }

    // One member without fields, whose number is all it says; 0 for a union without one.
    private static void Union(ThriftWriter writer, int member)
    {
        if (member > 0)
            writer.Struct(member, writer, static (_, _) => { });
    }
}
