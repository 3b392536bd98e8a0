using System.Collections.Immutable;
using Bourse.Iceberg.Avro;

namespace Bourse.Iceberg.Manifests;

/// <summary>
/// What a manifest says of a file's columns, kept as the manifest's own bytes: of a hundred thousand files a filter asks for one column and keeps few files, so
/// decoding all columns of all files would be most of a plan's time and memory.
/// </summary>
/// <param name="block">The decompressed block of the manifest.</param>
/// <param name="starts">Where in the block each of <see cref="Maps"/> starts; −1 for one that is not there.</param>
/// <param name="forms">How the manifest has each of <see cref="Maps"/>; null for one that its writer did not have.</param>
internal sealed class EncodedMetrics(byte[] block, EncodedMetrics.Starts starts, MetricMap?[] forms)
{
    /// <summary>The maps' field ids, in the order of their starts.</summary>
    public static readonly int[] Maps =
    [
        ManifestFieldIds.ColumnSizes, ManifestFieldIds.ValueCounts, ManifestFieldIds.NullCounts,
        ManifestFieldIds.NanCounts, ManifestFieldIds.LowerBounds, ManifestFieldIds.UpperBounds,
    ];

    private const int NullCounts = 2;
    private const int NanCounts = 3;
    private const int LowerBounds = 4;
    private const int UpperBounds = 5;

    /// <summary>All columns.</summary>
    /// <exception cref="IcebergFormatException">A map is damaged.</exception>
    public ImmutableSortedDictionary<int, ColumnMetrics> Decode()
    {
        var columns = new SortedDictionary<int, ColumnMetrics>();
        for (var map = 0; map < Maps.Length; map++)
        {
            if (forms[map] is not { } form || starts[map] < 0)
                continue;
            var decoder = form.Open(block.AsSpan(starts[map]));
            for (var left = form.Enter(ref decoder) ? decoder.BlockCount() : 0; left > 0; left = decoder.BlockCount())
            {
                for (; left > 0; left--)
                {
                    var key = form.ReadKey(ref decoder);
                    columns[key] = ReadInto(columns.GetValueOrDefault(key) ?? new ColumnMetrics(), map, ref decoder, form.ValueSchema);
                }
            }
        }
        return columns.ToImmutableSortedDictionary();
    }

    /// <summary>What prunes by one column, its bounds where they are in the block.</summary>
    /// <exception cref="IcebergFormatException">A map is damaged.</exception>
    public ColumnBounds Find(int fieldId)
    {
        long? nulls = null, nans = null;
        if (TryFind(NullCounts, fieldId, out var form, out var decoder))
            nulls = decoder.ReadInteger(form.ValueSchema);
        if (TryFind(NanCounts, fieldId, out form, out decoder))
            nans = decoder.ReadInteger(form.ValueSchema);
        bool noLower = true, noUpper = true;
        var lower = TryFind(LowerBounds, fieldId, out form, out decoder) ? decoder.TakeBytes(form.ValueSchema, out noLower) : [];
        var upper = TryFind(UpperBounds, fieldId, out form, out decoder) ? decoder.TakeBytes(form.ValueSchema, out noUpper) : [];
        return new ColumnBounds(nulls, nans, !noLower, lower, !noUpper, upper);
    }

    /// <summary>Where the maps of one file start.</summary>
    [System.Runtime.CompilerServices.InlineArray(6)]
    public struct Starts
    {
        private int _first;
    }

    private static ColumnMetrics ReadInto(ColumnMetrics metrics, int map, ref AvroDecoder decoder, AvroSchema schema) => map switch
    {
        NullCounts => metrics with { NullCount = decoder.ReadInteger(schema) },
        NanCounts => metrics with { NanCount = decoder.ReadInteger(schema) },
        LowerBounds => metrics with { LowerBound = decoder.ReadBytes(schema) },
        UpperBounds => metrics with { UpperBound = decoder.ReadBytes(schema) },
        0 => metrics with { SizeBytes = decoder.ReadInteger(schema) },
        _ => metrics with { ValueCount = decoder.ReadInteger(schema) },
    };

    // The value of a key is the next to be read. A key that is there twice, against the specification, counts once: bounds only prune.
    private bool TryFind(int map, int fieldId, out MetricMap form, out AvroDecoder decoder)
    {
        form = forms[map]!;
        decoder = default;
        if (form is null || starts[map] < 0)
            return false;
        decoder = form.Open(block.AsSpan(starts[map]));
        for (var left = form.Enter(ref decoder) ? decoder.BlockCount() : 0; left > 0; left = decoder.BlockCount())
        {
            for (; left > 0; left--)
            {
                if (form.ReadKey(ref decoder) == fieldId)
                    return true;
                form.SkipValue(ref decoder);
            }
        }
        return false;
    }
}
