using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Bourse.Storage.Blocks;

namespace Bourse.Projection.Contents;

/// <summary>What a virtual object is made of, and the digests of its blocks (docs/decisions/0011).</summary>
/// <param name="Segments">Its bytes in order.</param>
/// <param name="Digests">Of the bytes that the segments give together.</param>
internal sealed record VirtualLayout(ImmutableArray<LayoutSegment> Segments, BlockDigests Digests)
{
    /// <summary>What the object is known and named by: two objects have it in common if and only if they have equal bytes.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Digests.ToBytes()));

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static VirtualLayout Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var objects = document.RootElement.GetProperty("objects").EnumerateArray().Select(o => (Store: o[0].GetString()!, Key: o[1].GetString()!)).ToArray();
        var segments = document.RootElement.GetProperty("segments").EnumerateArray()
            .Select(s => (Object: objects[s[0].GetInt32()], Offset: s[1].GetInt64(), Length: s[2].GetInt64()))
            .Select(s => new LayoutSegment(s.Object.Store, s.Object.Key, s.Offset, s.Length));
        return new VirtualLayout([.. segments], BlockDigests.Parse(document.RootElement.GetProperty("blocks").GetBytesFromBase64()));
    }

    /// <summary>
    /// The layout as JSON: <c>objects</c>, each a store and a key; <c>segments</c>, each the index of an object, an offset and a length; <c>blocks</c>, the digests in
    /// base64. Equal layouts give equal bytes.
    /// </summary>
    public byte[] ToJson()
    {
        var objects = Segments.Select(s => (s.Store, s.Key)).Distinct().ToArray();
        var places = objects.Index().ToDictionary(o => o.Item, o => o.Index);
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            objects = objects.Select(o => new[] { o.Store, o.Key }),
            segments = Segments.Select(s => new[] { places[(s.Store, s.Key)], s.Offset, s.Length }),
            blocks = Digests.ToBytes(),
        });
    }

    /// <summary>The segments of a range inside the object.</summary>
    public IEnumerable<LayoutSegment> Slice(long offset, long length)
    {
        var (end, start) = (offset + length, 0L);
        foreach (var segment in Segments)
        {
            var (first, last) = (Math.Max(offset, start), Math.Min(end, start + segment.Length));
            if (first < last)
                yield return segment with { Offset = segment.Offset + first - start, Length = last - first };
            start += segment.Length;
        }
    }
}
