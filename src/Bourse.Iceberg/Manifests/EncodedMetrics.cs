using System.Collections.Immutable;
using Bourse.Iceberg.Avro;

namespace Bourse.Iceberg.Manifests;

/// <summary>
/// What a manifest says of a file's columns, kept as the manifest's own bytes: of a hundred thousand files a filter asks for one column and keeps few files, so
/// decoding all columns of all files would be most of a plan's time and memory.
/// </summary>
/// <param name="block">The decompressed block of the manifest.</param>
/// <param name="starts">Where in the block each of <see cref="Maps"/> starts; −1 for one that is not there.</param>
/// <param name="layout">The types of the maps.</param>
internal sealed class EncodedMetrics(byte[] block, EncodedMetrics.Starts starts, EncodedMetrics.Layout layout)
{
    /// <summary>The maps' field ids, in the order of their starts.</summary>
    public static readonly int[] Maps =
    [
        ManifestFieldIds.ColumnSizes, ManifestFieldIds.ValueCounts, ManifestFieldIds.NullCounts,
        ManifestFieldIds.NanCounts, ManifestFieldIds.LowerBounds, ManifestFieldIds.UpperBounds,
    ];

    /// <summary>All columns.</summary>
    /// <exception cref="IcebergFormatException">A map is damaged.</exception>
    public ImmutableSortedDictionary<int, ColumnMetrics> Decode()
    {
        var columns = new SortedDictionary<int, ColumnMetrics>();
        for (var map = 0; map < Maps.Length; map++)
        {
            var reader = new MapReader(this, map);
            while (reader.Next() is { } key)
                columns[key] = reader.AddTo(columns.GetValueOrDefault(key) ?? new ColumnMetrics());
        }
        return columns.ToImmutableSortedDictionary();
    }

    /// <summary>One column; null when nothing is said of it.</summary>
    /// <exception cref="IcebergFormatException">A map is damaged.</exception>
    public ColumnMetrics? Find(int fieldId)
    {
        ColumnMetrics? found = null;
        // Its size in bytes prunes nothing.
        for (var map = 1; map < Maps.Length; map++)
        {
            var reader = new MapReader(this, map);
            while (reader.Next() is { } key)
            {
                if (key == fieldId)
                    found = reader.AddTo(found ?? new ColumnMetrics());
                else
                    reader.SkipValue();
            }
        }
        return found;
    }

    /// <summary>Where the maps of one file start.</summary>
    [System.Runtime.CompilerServices.InlineArray(6)]
    public struct Starts
    {
        private int _first;
    }

    /// <summary>The types of the maps in one manifest.</summary>
    /// <param name="Schemas">The schema of each of <see cref="Maps"/>; null for one that its writer did not have.</param>
    /// <param name="Named">The named types of the manifest.</param>
    public sealed record Layout(AvroSchema?[] Schemas, IReadOnlyDictionary<string, AvroSchema> Named);

    /// <summary>Walks the pairs of one map: an array of records of key and value.</summary>
    private ref struct MapReader
    {
        private readonly int _map;
        private readonly AvroSchema.Record? _pair;
        private AvroDecoder _decoder;
        private long _left;

        public MapReader(EncodedMetrics metrics, int map)
        {
            _map = map;
            if (metrics.At(map) is not { } start)
                return;
            _decoder = start.Open();
            if (_decoder.ReadBranch(start.Schema) is not AvroSchema.Array array)
                return;
            _pair = _decoder.Resolve(array.Items) as AvroSchema.Record is { Fields.Count: 2 } pair ? pair : throw Damaged(map);
            _left = _decoder.BlockCount();
        }

        public int? Next()
        {
            if (_pair is null || _left == 0)
                return null;
            _left--;
            return _decoder.ReadInteger(_pair.Fields[0].Schema) is { } key and >= int.MinValue and <= int.MaxValue ? (int)key : throw Damaged(_map);
        }

        public void SkipValue()
        {
            _decoder.Skip(_pair!.Fields[1].Schema);
            Advance();
        }

        public ColumnMetrics AddTo(ColumnMetrics metrics)
        {
            var schema = _pair!.Fields[1].Schema;
            var result = _map switch
            {
                0 => metrics with { SizeBytes = _decoder.ReadInteger(schema) },
                1 => metrics with { ValueCount = _decoder.ReadInteger(schema) },
                2 => metrics with { NullCount = _decoder.ReadInteger(schema) },
                3 => metrics with { NanCount = _decoder.ReadInteger(schema) },
                4 => metrics with { LowerBound = _decoder.ReadBytes(schema) },
                _ => metrics with { UpperBound = _decoder.ReadBytes(schema) },
            };
            Advance();
            return result;
        }

        private void Advance()
        {
            if (_left == 0)
                _left = _decoder.BlockCount();
        }

        private static IcebergFormatException Damaged(int map) => new($"The Avro field {Maps[map]} of a manifest is not a map from field ids.");
    }

    private readonly record struct Start(byte[] Block, int Offset, AvroSchema Schema, IReadOnlyDictionary<string, AvroSchema> Named)
    {
        public AvroDecoder Open() => new(Block.AsSpan(Offset), Named);
    }

    private Start? At(int map) => starts[map] >= 0 && layout.Schemas[map] is { } schema ? new Start(block, starts[map], schema, layout.Named) : null;
}
