namespace Bourse.Iceberg.Writing;

/// <summary>How Parquet files are laid out.</summary>
public sealed record ParquetLayout
{
    /// <summary>The setting that names the codec: <see cref="CodecDefault"/> unless set.</summary>
    public const string CodecProperty = "write.parquet.compression-codec";

    /// <summary>The setting that says how large row groups are to be, compressed, in bytes.</summary>
    public const string RowGroupBytesProperty = "write.parquet.row-group-size-bytes";

    /// <summary>The codec when none is set.</summary>
    public const string CodecDefault = "zstd";

    /// <summary>Rows in a row group when no size is set.</summary>
    public const int RowGroupRowsDefault = 122_880;

    /// <summary>The codecs there are, as the setting and the engine both name them; <c>lz4</c> is LZ4_RAW, which has taken the place of the format's first one.</summary>
    public static readonly ValueList<string> Codecs = [CodecDefault, "snappy", "gzip", "lz4", "brotli", "uncompressed"];

    /// <summary>One of <see cref="Codecs"/>.</summary>
    public string Codec { get; init; } = CodecDefault;

    /// <summary>Rows in a row group, 2,048 or more; where a size is set, what the first attempt has.</summary>
    public int RowGroupRows { get; init; } = RowGroupRowsDefault;

    /// <summary>How large row groups are to be; three quarters to five quarters of it are on target. Null for what the rows make.</summary>
    public long? RowGroupBytes { get; init; }
}
