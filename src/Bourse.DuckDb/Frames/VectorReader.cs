using System.Collections.Immutable;
using System.Text.Unicode;
using Bourse.DuckDb.Vectors;

namespace Bourse.DuckDb.Frames;

/// <summary>
/// Reads vectors as <see cref="FrameFormat"/> says, from a writer that may be hostile. Everything a vector's reader relies on is checked here: lengths, offsets, the
/// text's UTF-8, the numbers of ENUM values and UNION members. Offsets of long values become pointers into the buffer.
/// </summary>
internal unsafe ref struct VectorReader(FrameBuffer buffer)
{
    private int at;

    /// <summary>How many rows the frame has.</summary>
    public int Rows()
    {
        var rows = *(ulong*)Take(sizeof(ulong));
        return rows is >= 1 and <= FrameFormat.RowsMax ? (int)rows : throw new DuckDbFrameException($"A frame has 1 to {FrameFormat.RowsMax} rows, not {rows}.");
    }

    /// <summary>Makes sure that nothing follows.</summary>
    public readonly void End()
    {
        if (at != buffer.Length)
            throw new DuckDbFrameException($"{buffer.Length - at} bytes follow the last column.");
    }

    /// <summary>Reads a vector of so many rows.</summary>
    public Vector Read(DuckDbType type, long rows)
    {
        var hasValidity = *(ulong*)Take(sizeof(ulong));
        var count = *(ulong*)Take(sizeof(ulong));
        if (hasValidity > 1 || count > FrameFormat.BytesMax)
            throw new DuckDbFrameException("The head of a vector is malformed.");
        var validity = hasValidity == 1 ? (ulong*)Take(FrameFormat.Words(rows) * sizeof(ulong)) : null;
        switch (type.Id)
        {
            case DuckDbTypeId.List:
                return new Vector(type, Lists(rows, (int)count), validity, [Read(type.Element!, (long)count)]);
            case DuckDbTypeId.Map:
                return new Vector(type, Lists(rows, (int)count), validity, [Read(type.Key!, (long)count), Read(type.Element!, (long)count)]);
            case DuckDbTypeId.Array:
                return new Vector(type, null, validity, [Read(type.Element!, rows * type.ArrayLength)]);
            case DuckDbTypeId.Struct:
                return new Vector(type, null, validity, Fields(type, rows, []));
            case DuckDbTypeId.Union:
                var tags = Read(DuckDbType.Simple(DuckDbTypeId.UTinyInt), rows);
                Below(tags.Data, sizeof(byte), rows, type.Fields.Length);
                return new Vector(type, null, validity, Fields(type, rows, [tags]));
            case var _ when FrameFormat.HasEntries(type):
                return new Vector(type, Entries(type.Id, rows, (int)count, validity), validity, []);
            default:
                return new Vector(type, Values(type, rows), validity, []);
        }
    }

    private ImmutableArray<Vector> Fields(DuckDbType type, long rows, ImmutableArray<Vector> before)
    {
        var children = ImmutableArray.CreateBuilder<Vector>(before.Length + type.Fields.Length);
        children.AddRange(before);
        foreach (var field in type.Fields)
            children.Add(Read(field.Type, rows));
        return children.MoveToImmutable();
    }

    private byte* Values(DuckDbType type, long rows)
    {
        var width = FrameFormat.Width(type);
        var data = Take(rows * width);
        if (type.Id == DuckDbTypeId.Enum)
            Below(data, width, rows, type.EnumValues.Length);
        if (type.Id == DuckDbTypeId.Boolean)
            Below(data, width, rows, 2);
        return data;
    }

    private static void Below(byte* data, int width, long rows, int limit)
    {
        for (var row = 0; row < rows; row++)
        {
            var value = width switch { 1 => data[row], 2 => ((ushort*)data)[row], _ => ((uint*)data)[row] };
            if (value >= limit)
                throw new DuckDbFrameException($"A value is {value} and must be below {limit}.");
        }
    }

    private byte* Lists(long rows, int children)
    {
        var entries = (ulong*)Take(rows * FrameFormat.EntryBytes);
        var next = 0ul;
        for (var row = 0; row < rows; row++)
        {
            var (offset, length) = (entries[row * 2], entries[(row * 2) + 1]);
            if (offset != next || length > (ulong)children - next)
                throw new DuckDbFrameException("The elements of lists do not follow each other.");
            next += length;
        }
        return next == (ulong)children ? (byte*)entries : throw new DuckDbFrameException("There are elements that belong to no list.");
    }

    private byte* Entries(DuckDbTypeId id, long rows, int longBytes, ulong* validity)
    {
        var entries = Take(rows * FrameFormat.EntryBytes);
        var longValues = Take(longBytes);
        // Long values follow each other: none is named twice, so all values together are no more than the frame.
        var next = 0u;
        for (var row = 0; row < rows; row++)
        {
            var entry = entries + ((long)row * FrameFormat.EntryBytes);
            var length = *(uint*)entry;
            var value = entry + 4;
            if (length > FrameFormat.InlinedBytesMax)
            {
                if (*(ulong*)(entry + 8) != next || length > (uint)longBytes - next)
                    throw new DuckDbFrameException("Long values do not follow each other, or reach outside of the frame.");
                *(byte**)(entry + 8) = value = longValues + next;
                next += length;
            }
            var isNull = validity != null && (validity[row >> 6] & (1ul << (row & 63))) == 0;
            if (!isNull && !IsValue(id, new ReadOnlySpan<byte>(value, (int)length)))
                throw new DuckDbFrameException($"The bytes of a value are no {id}.");
        }
        return next == (uint)longBytes ? entries : throw new DuckDbFrameException("There are bytes that belong to no value.");
    }

    private static bool IsValue(DuckDbTypeId id, ReadOnlySpan<byte> bytes) => id switch
    {
        DuckDbTypeId.Varchar => Utf8.IsValid(bytes),
        // A byte with the number of padding bits, then the bits.
        DuckDbTypeId.Bit => bytes.Length >= 2 && bytes[0] < 8,
        // Three bytes of sign and length, then the magnitude.
        DuckDbTypeId.BigNum => bytes.Length >= 4,
        _ => true,
    };

    private byte* Take(long bytes)
    {
        var padded = (bytes + 7) & ~7;
        if (bytes < 0 || padded > buffer.Length - at)
            throw new DuckDbFrameException($"The frame is cut off: {bytes} bytes are missing at {at} of {buffer.Length}.");
        var taken = buffer.Data + at;
        at += (int)padded;
        return taken;
    }
}
