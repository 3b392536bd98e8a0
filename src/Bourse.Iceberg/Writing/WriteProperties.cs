using System.Globalization;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Statistics;
using Bourse.Iceberg.Writing.Rows;

namespace Bourse.Iceberg.Writing;

/// <summary>What a table's settings say to writers, under the names that other engines use.</summary>
public sealed record WriteProperties
{
    /// <summary>The size that data files are to have, in bytes.</summary>
    public const string TargetFileSize = "write.target-file-size-bytes";

    /// <summary>How much manifests tell of columns; <c>write.metadata.metrics.column.&lt;name&gt;</c> overrides it for one.</summary>
    public const string Metrics = "write.metadata.metrics.default";

    /// <summary>Whether a position-delete file is of one data file (<c>file</c>) or of one partition (<c>partition</c>).</summary>
    public const string DeleteGranularity = "write.delete.granularity";

    private const string MetricsColumn = "write.metadata.metrics.column.";
    private readonly TextDictionary _properties;
    private readonly MetricsMode _metrics;

    private WriteProperties(TextDictionary properties)
    {
        _properties = properties;
        _metrics = MetricsOf(Metrics) ?? MetricsMode.Default;
        TargetFileSizeBytes = SizeOf(TargetFileSize) ?? 512L << 20;
        Layout = new ParquetLayout
        {
            Codec = Choice(ParquetLayout.CodecProperty, [.. ParquetLayout.Codecs]) ?? ParquetLayout.CodecDefault,
            RowGroupBytes = SizeOf(ParquetLayout.RowGroupBytesProperty),
        };
        DeletesByPartition = Choice(DeleteGranularity, "file", "partition") == "partition";
    }

    /// <summary>The size that data files are to have; a half of it to five quarters is on target.</summary>
    public long TargetFileSizeBytes { get; }

    /// <summary>How Parquet files are laid out.</summary>
    public ParquetLayout Layout { get; }

    /// <summary>Whether a position-delete file holds the deletes of a whole partition; of one data file otherwise.</summary>
    public bool DeletesByPartition { get; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ArgumentException">A value is none that the setting can have; the text names it.</exception>
    public static WriteProperties Of(TextDictionary properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        return new WriteProperties(properties);
    }

    /// <summary>How much manifests tell of a column.</summary>
    /// <exception cref="ArgumentException">The column's setting has another value.</exception>
    public MetricsMode MetricsFor(NestedField column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return MetricsOf(MetricsColumn + column.Name) ?? _metrics;
    }

    /// <summary>How rows are deleted in an operation: <c>write.&lt;operation&gt;.mode</c>; null for the cheaper way in each file.</summary>
    /// <exception cref="ArgumentException">The setting has another value.</exception>
    public RowLevelMode? ModeOf(RowOperation operation) => Choice($"write.{Name(operation)}.mode", "copy-on-write", "merge-on-read") switch
    {
        "copy-on-write" => RowLevelMode.CopyOnWrite,
        "merge-on-read" => RowLevelMode.MergeOnRead,
        _ => null,
    };

    /// <summary>
    /// Whether rows that were added meanwhile and would have been changed are a conflict: <c>write.&lt;operation&gt;.isolation-level</c>, serializable unless said.
    /// </summary>
    /// <exception cref="ArgumentException">The setting has another value.</exception>
    public bool IsSerializable(RowOperation operation) => Choice($"write.{Name(operation)}.isolation-level", "serializable", "snapshot") != "snapshot";

    private static string Name(RowOperation operation) => operation.ToString().ToLowerInvariant();

    private string? Choice(string name, params string[] choices) => _properties.TryGetValue(name, out var text)
        ? choices.Contains(text, StringComparer.Ordinal) ? text : throw Unfit(name, text, string.Join(" or ", choices.Select(c => $"'{c}'")))
        : null;

    private long? SizeOf(string name) => !_properties.TryGetValue(name, out var text) ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : throw Unfit(name, text, "a number of bytes above 0");

    private MetricsMode? MetricsOf(string name) => !_properties.TryGetValue(name, out var text)
        ? null
        : MetricsMode.TryParse(text) ?? throw Unfit(name, text, "none, counts, truncate(<length>) or full");

    private static ArgumentException Unfit(string name, string text, string allowed) => new($"The table's property '{name}' is '{text}'; it must be {allowed}.");
}
