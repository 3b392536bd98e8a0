using Bourse.DuckDb.Vectors;

namespace Bourse.DuckDb.Frames;

/// <summary>Which of selected rows are NULL: a bit a row in words of 64, 1 is a value; null when all are values.</summary>
internal static class RowNulls
{
    public static bool IsNull(ulong[]? validity, int row) => validity is not null && (validity[row >> 6] & (1ul << (row & 63))) == 0;

    /// <summary>A vector's rows.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="rows">Which of its rows.</param>
    /// <param name="parent">Which of them are inside of something that is NULL: then what lies in the vector is anything.</param>
    public static ulong[]? Of(Vector vector, RowSelection rows, ulong[]? parent)
    {
        if (vector.Type.Id == DuckDbTypeId.SqlNull)
            return new ulong[FrameFormat.Words(rows.Count)];
        if (!vector.HasNulls)
            return parent;
        var validity = new ulong[FrameFormat.Words(rows.Count)];
        var to = 0;
        foreach (var row in rows.Each())
        {
            if (!vector.IsNull(row) && !IsNull(parent, to))
                validity[to >> 6] |= 1ul << (to & 63);
            to++;
        }
        return validity;
    }

    /// <summary>The elements of ARRAYs.</summary>
    public static ulong[]? OfElements(ulong[]? validity, int rows, int length)
    {
        if (validity is null)
            return null;
        var stretched = new ulong[FrameFormat.Words((long)rows * length)];
        for (var i = 0; i < rows * length; i++)
        {
            if (!IsNull(validity, i / length))
                stretched[i >> 6] |= 1ul << (i & 63);
        }
        return stretched;
    }
}
