using System.Buffers.Binary;
using Bourse.Storage;

namespace Bourse.Iceberg.Parquet;

/// <summary>What a Parquet file says of itself (<c>FileMetaData</c> of parquet.thrift). It is the writer's word: bounds from files of others prove nothing.</summary>
public sealed record ParquetFooter
{
    private const int TailBytes = 8;
    private const int FooterBytesMax = 64 << 20;

    /// <summary>The format's version.</summary>
    public int Version { get; init; }

    /// <summary>The schema tree, depth first, root first.</summary>
    public ValueList<ParquetSchemaElement> Schema { get; init; } = [];

    /// <summary>Rows.</summary>
    public long RowCount { get; init; }

    /// <summary>The row groups in order.</summary>
    public ValueList<ParquetRowGroup> RowGroups { get; init; } = [];

    /// <summary>Notes of the writer.</summary>
    public ValueList<KeyValuePair<string, string?>> KeyValues { get; init; } = [];

    /// <summary>The program that wrote it.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>How the bounds of each leaf are ordered, by the number of the union's member (1: as its type is); empty where the writer does not tell.</summary>
    public ValueList<int> ColumnOrders { get; init; } = [];

    /// <summary>Whether the footer says that columns are encrypted or that it is signed.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>The leaves of the schema, one for each column chunk of a row group.</summary>
    public IReadOnlyList<ParquetSchemaElement> Leaves => [.. Schema.Skip(1).Where(e => e.ChildCount == 0)];

    /// <summary>The nodes just below the root: the table's columns.</summary>
    public IReadOnlyList<ParquetSchemaElement> TopLevel => ParquetSchemaTree.TopLevel(Schema);

    /// <summary>Reads a footer from the bytes between the last page and the footer's length.</summary>
    /// <exception cref="IcebergFormatException">The bytes are no footer.</exception>
    public static ParquetFooter Parse(ReadOnlySpan<byte> thrift) => ParquetFooterReader.Read(thrift);

    /// <summary>
    /// The bytes between the last page and the footer's length: what <see cref="Parse"/> reads. Parts of other files' footers that are not in
    /// the model are not written.
    /// </summary>
    public byte[] ToThrift() => ParquetFooterWriter.Write(this);

    /// <summary>Reads the footer of an object with two ranged reads.</summary>
    /// <exception cref="IcebergFormatException">The object is no Parquet file.</exception>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    public static async Task<ParquetFooter> ReadAsync(IObjectStore store, ObjectKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var info = await store.HeadAsync(key, cancellationToken) ?? throw new ObjectNotFoundException(store.Name, key);
        return await ReadAsync(info.Length, (offset, length) => store.OpenReadAsync(key, offset, length, cancellationToken), key.Value, cancellationToken);
    }

    /// <summary>Reads the footer of whatever can be read in ranges, twice.</summary>
    /// <param name="fileLength">The size in bytes.</param>
    /// <param name="open">Opens a range: an offset and a length.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IcebergFormatException">It is no Parquet file.</exception>
    public static async Task<ParquetFooter> ReadAsync(
        long fileLength, Func<long, int, ValueTask<Stream>> open, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(open);
        if (fileLength < TailBytes + 4)
            throw new IcebergFormatException($"'{name}' is too short for a Parquet file.");
        var tail = await ReadRangeAsync(open, fileLength - TailBytes, TailBytes, cancellationToken);
        var length = FooterLength(tail, fileLength, name);
        return Parse(await ReadRangeAsync(open, fileLength - TailBytes - length, length, cancellationToken));
    }

    /// <summary>Reads the footer of a local file.</summary>
    /// <exception cref="IcebergFormatException">The file is no Parquet file.</exception>
    public static ParquetFooter ReadFile(string path)
    {
        using var file = File.OpenHandle(path);
        var fileLength = RandomAccess.GetLength(file);
        if (fileLength < TailBytes + 4)
            throw new IcebergFormatException($"'{Path.GetFileName(path)}' is too short for a Parquet file.");
        var tail = new byte[TailBytes];
        FileBytes.Read(file, tail, fileLength - TailBytes);
        var footer = new byte[FooterLength(tail, fileLength, Path.GetFileName(path))];
        FileBytes.Read(file, footer, fileLength - TailBytes - footer.Length);
        return Parse(footer);
    }

    private static int FooterLength(ReadOnlySpan<byte> tail, long fileLength, string name)
    {
        if (tail[4..].SequenceEqual("PARE"u8))
            throw new IcebergFormatException($"'{name}' has an encrypted footer; encryption is not supported.");
        if (!tail[4..].SequenceEqual("PAR1"u8))
            throw new IcebergFormatException($"'{name}' does not end like a Parquet file.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (length <= 0 || length > FooterBytesMax || length > fileLength - TailBytes - 4)
            throw new IcebergFormatException($"'{name}' announces a footer of {length} bytes, which it cannot have.");
        return length;
    }

    private static async Task<byte[]> ReadRangeAsync(Func<long, int, ValueTask<Stream>> open, long offset, int length, CancellationToken cancellationToken)
    {
        await using var stream = await open(offset, length);
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
