namespace Bourse.Iceberg.Parquet;

/// <summary>How Parquet stores values; the numbers are those of the format.</summary>
public enum ParquetType
{
    /// <summary>One bit.</summary>
    Boolean = 0,

    /// <summary>4 bytes, little-endian.</summary>
    Int32 = 1,

    /// <summary>8 bytes, little-endian.</summary>
    Int64 = 2,

    /// <summary>12 bytes, old timestamps.</summary>
    Int96 = 3,

    /// <summary>4 bytes, IEEE 754.</summary>
    Float = 4,

    /// <summary>8 bytes, IEEE 754.</summary>
    Double = 5,

    /// <summary>Bytes of any length.</summary>
    ByteArray = 6,

    /// <summary>Bytes of one length.</summary>
    FixedLengthByteArray = 7,
}
