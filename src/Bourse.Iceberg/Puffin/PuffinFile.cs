using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Bourse.Iceberg.Json;
using Bourse.Iceberg.Scanning;

namespace Bourse.Iceberg.Puffin;

/// <summary>
/// Puffin files of deletion vectors (Puffin specification): magic <c>PFA1</c>, blobs, magic, the footer's JSON, its length, flags, magic. Scans do not need it, as
/// manifests say where a vector is; who must know all that a file holds does.
/// </summary>
internal static class PuffinFile
{
    private const string VectorType = "deletion-vector-v1";
    private const int TailBytes = 12;

    /// <summary>Where the one vector of a file lies that <see cref="Write"/> made.</summary>
    public const int VectorOffset = 4;

    private static ReadOnlySpan<byte> Magic => "PFA1"u8;

    /// <summary>A file of one vector.</summary>
    /// <param name="vector">The blob, of <see cref="DeletionVector.Write"/>.</param>
    /// <param name="dataFile">The location of the data file.</param>
    /// <param name="rows">How many rows it deletes.</param>
    public static byte[] Write(byte[] vector, string dataFile, long rows)
    {
        var footer = JsonOutput.Write(w =>
        {
            w.WriteStartObject();
            w.WriteStartArray("blobs");
            w.WriteStartObject();
            w.WriteString("type", VectorType);
            w.WriteStartArray("fields");
            w.WriteNumberValue(MetadataColumns.Position.Id);
            w.WriteEndArray();
            // A vector is of whichever snapshots its manifests say.
            w.WriteNumber("snapshot-id", -1);
            w.WriteNumber("sequence-number", -1);
            w.WriteNumber("offset", VectorOffset);
            w.WriteNumber("length", vector.Length);
            w.WriteStartObject("properties");
            w.WriteString("referenced-data-file", dataFile);
            w.WriteString("cardinality", rows.ToString(CultureInfo.InvariantCulture));
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteEndArray();
            w.WriteEndObject();
        });
        var tail = new byte[TailBytes];
        BinaryPrimitives.WriteInt32LittleEndian(tail, footer.Length);
        Magic.CopyTo(tail.AsSpan(8));
        return [.. Magic, .. vector, .. Magic, .. footer, .. tail];
    }

    /// <summary>Decodes every vector of a file and gives the text of its footer.</summary>
    /// <exception cref="IcebergFormatException">The file is damaged, its footer is compressed, or a blob is no deletion vector.</exception>
    public static string ReadWhole(ReadOnlySpan<byte> content)
    {
        if (content.Length < 8 + TailBytes || !content.StartsWith(Magic) || !content[^4..].SequenceEqual(Magic))
            throw new IcebergFormatException("A Puffin file does not begin and end with its magic number.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(content[^TailBytes..]);
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(content[^8..]);
        if (flags != 0 || length < 0 || length > content.Length - TailBytes - 8 || !content[^(TailBytes + length + 4)..].StartsWith(Magic))
            throw new IcebergFormatException("A Puffin file has a footer that is compressed or not where it says.");
        var footer = content[^(TailBytes + length)..^TailBytes].ToArray();
        var blobs = JsonPart.Parse(footer, "Puffin footer", part => part.Required("blobs").Items()
            .Select(b => (Type: b.Required("type").Text(), Offset: b.Required("offset").Long(), Length: b.Required("length").Long())).ToArray());
        foreach (var blob in blobs)
        {
            if (blob.Type != VectorType || blob.Offset < 0 || blob.Length < 0 || blob.Offset > content.Length - blob.Length)
                throw new IcebergFormatException($"A Puffin file holds a blob of type '{blob.Type}', or one beyond its end; only deletion vectors are decoded.");
            DeletionVector.Read(content.Slice((int)blob.Offset, (int)blob.Length));
        }
        return Encoding.UTF8.GetString(footer);
    }
}
