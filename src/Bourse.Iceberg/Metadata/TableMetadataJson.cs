using Bourse.Iceberg.Json;

namespace Bourse.Iceberg.Metadata;

/// <summary>Table metadata as JSON (Iceberg specification, appendix C): versions 1 to 3. Strict about what it reads, tolerant of members it does not know.</summary>
public static class TableMetadataJson
{
    /// <summary>Reads metadata; a gzip-compressed document is recognised.</summary>
    /// <exception cref="IcebergFormatException">The document is not valid metadata of its version; the text names the field.</exception>
    public static TableMetadata Parse(ReadOnlyMemory<byte> content) =>
        JsonPart.Parse(GzipContent.Unwrap(content), "table metadata", TableMetadataReader.Read);

    /// <summary>Writes metadata; equal metadata gives equal bytes.</summary>
    public static byte[] Write(TableMetadata metadata) => JsonOutput.Write(w => TableMetadataWriter.Write(w, metadata));
}
