using System.Buffers.Binary;
using System.Numerics;

namespace Bourse.Iceberg.Puffin;

/// <summary>
/// Reads sets of 64-bit positions in Roaring's portable format (RoaringFormatSpec, "General layout" and "Extension for 64-bit implementations"). The result is
/// ranges, so that a few bytes that announce billions of positions take a few bytes of memory too.
/// </summary>
internal ref struct RoaringBitmap
{
    private const int CookieWithoutRuns = 12346;
    private const int CookieWithRuns = 12347;
    private const int OffsetsFromContainers = 4;
    private const int ArrayCountMax = 4096;
    private const int BitmapBytes = 8192;

    private readonly List<RowRange> _ranges = [];
    private ReadOnlySpan<byte> _rest;

    private RoaringBitmap(ReadOnlySpan<byte> data) => _rest = data;

    /// <summary>The positions, ascending, ranges that touch made one.</summary>
    /// <exception cref="IcebergFormatException">The bytes are no such set.</exception>
    public static IReadOnlyList<RowRange> Read(ReadOnlySpan<byte> data)
    {
        var reader = new RoaringBitmap(data);
        var count = BinaryPrimitives.ReadUInt64LittleEndian(reader.Take(8));
        long previous = -1;
        for (ulong i = 0; i < count; i++)
        {
            var key = reader.ReadUInt32();
            if (key <= previous || key > int.MaxValue)
                throw Damaged("has keys that are not ascending 31-bit numbers");
            previous = key;
            reader.ReadContainers((long)key << 32);
        }
        return reader._rest.IsEmpty ? reader._ranges : throw Damaged("has bytes after its end");
    }

    private void ReadContainers(long high)
    {
        var cookie = ReadUInt32();
        var hasRuns = (cookie & 0xFFFF) == CookieWithRuns;
        if (!hasRuns && cookie != CookieWithoutRuns)
            throw Damaged("does not start with its cookie");
        var count = hasRuns ? (int)(cookie >> 16) + 1 : checked((int)Math.Min(ReadUInt32(), int.MaxValue));
        if (count > 1 << 16)
            throw Damaged("announces more containers than there are");
        var runs = hasRuns ? Take((count + 7) / 8) : [];
        var header = Take(4 * count);
        if (!hasRuns || count >= OffsetsFromContainers)
            Take(4 * count);
        var previous = -1;
        for (var i = 0; i < count; i++)
        {
            var key = BinaryPrimitives.ReadUInt16LittleEndian(header[(4 * i)..]);
            if (key <= previous)
                throw Damaged("has containers that are not ascending");
            previous = key;
            var cardinality = BinaryPrimitives.ReadUInt16LittleEndian(header[((4 * i) + 2)..]) + 1;
            var isRun = hasRuns && (runs[i / 8] >> (i % 8) & 1) == 1;
            ReadContainer(high | ((long)key << 16), cardinality, isRun);
        }
    }

    private void ReadContainer(long start, int cardinality, bool isRun)
    {
        if (isRun)
            ReadRuns(start);
        else if (cardinality <= ArrayCountMax)
            ReadArray(start, Take(2 * cardinality));
        else
            ReadBits(start, Take(BitmapBytes), cardinality);
    }

    private void ReadRuns(long start)
    {
        var count = BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
        var runs = Take(4 * count);
        for (var i = 0; i < count; i++)
        {
            var first = BinaryPrimitives.ReadUInt16LittleEndian(runs[(4 * i)..]);
            var more = BinaryPrimitives.ReadUInt16LittleEndian(runs[((4 * i) + 2)..]);
            if (first + more > ushort.MaxValue)
                throw Damaged("has a run beyond its container");
            Add(start + first, start + first + more + 1);
        }
    }

    private readonly void ReadArray(long start, ReadOnlySpan<byte> values)
    {
        for (var i = 0; i < values.Length; i += 2)
        {
            var value = BinaryPrimitives.ReadUInt16LittleEndian(values[i..]);
            Add(start + value, start + value + 1);
        }
    }

    private readonly void ReadBits(long start, ReadOnlySpan<byte> bits, int cardinality)
    {
        var seen = 0;
        for (var word = 0; word < bits.Length / 8; word++)
        {
            var left = BinaryPrimitives.ReadUInt64LittleEndian(bits[(8 * word)..]);
            seen += BitOperations.PopCount(left);
            while (left != 0)
            {
                var from = BitOperations.TrailingZeroCount(left);
                var length = BitOperations.TrailingZeroCount(~(left >> from));
                Add(start + (64 * word) + from, start + (64 * word) + from + length);
                left = from + length == 64 ? 0 : left & (ulong.MaxValue << (from + length));
            }
        }
        if (seen != cardinality)
            throw Damaged("has a container with another number of positions than it announces");
    }

    private readonly void Add(long first, long end)
    {
        if (_ranges.Count == 0 || first > _ranges[^1].End)
            _ranges.Add(new RowRange(first, end));
        else if (first == _ranges[^1].End)
            _ranges[^1] = _ranges[^1] with { End = end };
        else
            throw Damaged("has positions that are not ascending");
    }

    private uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw Damaged("ends early");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static IcebergFormatException Damaged(string problem) => new($"A Roaring bitmap {problem}.");
}
