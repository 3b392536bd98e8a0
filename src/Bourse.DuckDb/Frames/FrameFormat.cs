namespace Bourse.DuckDb.Frames;

/// <summary>
/// How columns and rows lie in frames: as the engine's vectors do, little-endian, so that writing and reading copy memory and make no object a value.
/// <code>
/// rows  : u64 rows, then a node for each column
/// node  : u64 1 if validity follows, u64 count (bytes of long values, or rows of the children of a LIST or MAP)
///         validity: a bit a row in words of 64, 1 is a value
///         data    : fixed width: the values; NULL as zeros. VARCHAR, BLOB, BIT, BIGNUM: 16 bytes a row, u32 length and up to 12 bytes in
///                   place, or 4 bytes of prefix and the u64 offset of the bytes, which follow. LIST, MAP: u64 offset, u64 length a row.
///         children: nodes; a row of an ARRAY has its length of rows there, a row of a STRUCT or UNION one
/// </code>
/// Every part begins at a multiple of eight bytes. Children of a LIST are those its rows name, in order and without gaps.
/// </summary>
internal static class FrameFormat
{
    /// <summary>The longest frame, and so the longest single row.</summary>
    public const int BytesMax = 32 << 20;

    /// <summary>The engine's vectors are not longer.</summary>
    public const int RowsMax = 2048;

    /// <summary>How deep types may be nested.</summary>
    public const int DepthMax = 64;

    /// <summary>Types in one list of columns, those inside others counted.</summary>
    public const int TypesMax = 100_000;

    /// <summary>The engine's longest ARRAY.</summary>
    public const int ArrayLengthMax = 100_000;

    /// <summary>Of a value's bytes, these many lie in its entry.</summary>
    public const int InlinedBytesMax = 12;

    /// <summary>An entry of a value of any length.</summary>
    public const int EntryBytes = 16;

    /// <summary>Bytes of a value where all have the same; 0 where they have not.</summary>
    public static int Width(DuckDbType type) => type.Id switch
    {
        DuckDbTypeId.Uuid => 16,
        DuckDbTypeId.TimeTz => 8,
        DuckDbTypeId.SqlNull => 1,
        _ => Vectors.StoredType.Width(type),
    };

    /// <summary>Whether values are bytes of any length.</summary>
    public static bool HasEntries(DuckDbType type) => type.Id is DuckDbTypeId.Varchar or DuckDbTypeId.Blob or DuckDbTypeId.Bit or DuckDbTypeId.BigNum;

    /// <summary>Words of a bit a row.</summary>
    public static long Words(long rows) => (rows + 63) / 64;
}
