using Bourse.DuckDb.Frames;
using Bourse.DuckDb.Native;
using Bourse.DuckDb.Vectors;

namespace Bourse.DuckDb.Values;

/// <summary>Copies a vector into one of the engine's own, which is empty and of the same type.</summary>
internal static unsafe class VectorFiller
{
    /// <summary>Copies rows.</summary>
    /// <param name="from">The values.</param>
    /// <param name="rows">Which.</param>
    /// <param name="parent">Which of them are inside of something that is NULL.</param>
    /// <param name="to">The engine's vector.</param>
    public static void Fill(Vector from, RowSelection rows, ulong[]? parent, nint to)
    {
        var validity = RowNulls.Of(from, rows, parent);
        CopyValidity(validity, to);
        switch (from.Type.Id)
        {
            case DuckDbTypeId.List:
                Fill(from.Children[0], CopyLists(from, rows, validity, to), null, NativeMethods.ListVectorChild(to));
                break;
            case DuckDbTypeId.Map:
                var entries = CopyLists(from, rows, validity, to);
                var pairs = NativeMethods.ListVectorChild(to);
                for (var i = 0; i < from.Children.Length; i++)
                    Fill(from.Children[i], entries, null, NativeMethods.StructVectorChild(pairs, (ulong)i));
                break;
            case DuckDbTypeId.Array:
                var length = from.Type.ArrayLength;
                Fill(from.Children[0], rows.Elements(length), RowNulls.OfElements(validity, rows.Count, length), NativeMethods.ArrayVectorChild(to));
                break;
            case DuckDbTypeId.Struct or DuckDbTypeId.Union:
                for (var i = 0; i < from.Children.Length; i++)
                    Fill(from.Children[i], rows, validity, NativeMethods.StructVectorChild(to, (ulong)i));
                break;
            case DuckDbTypeId.SqlNull:
                break;
            case var _ when FrameFormat.HasEntries(from.Type):
                CopyBytes(from, rows, validity, to);
                break;
            default:
                var width = FrameFormat.Width(from.Type);
                rows.CopyValues(from, width, new Span<byte>(NativeMethods.VectorData(to), rows.Count * width));
                break;
        }
    }

    private static void CopyValidity(ulong[]? validity, nint to)
    {
        if (validity is null)
            return;
        NativeMethods.EnsureValidity(to);
        validity.CopyTo(new Span<ulong>(NativeMethods.VectorValidity(to), validity.Length));
    }

    private static void CopyBytes(Vector from, RowSelection rows, ulong[]? validity, nint to)
    {
        var at = 0;
        foreach (var row in rows.Each())
        {
            if (!RowNulls.IsNull(validity, at))
                Assign(from.Bytes(row), to, at);
            at++;
        }
    }

    private static void Assign(ReadOnlySpan<byte> value, nint to, int row)
    {
        fixed (byte* bytes = value)
        {
            byte empty;
            NativeMethods.AssignBytes(to, (ulong)row, value.IsEmpty ? &empty : bytes, (ulong)value.Length);
        }
    }

    private static RowSelection CopyLists(Vector from, RowSelection rows, ulong[]? validity, nint to)
    {
        var elements = rows.Lists(from, validity, new Span<ulong>(NativeMethods.VectorData(to), rows.Count * 2));
        _ = NativeMethods.ListReserve(to, (ulong)elements.Count);
        _ = NativeMethods.SetListSize(to, (ulong)elements.Count);
        return elements;
    }
}
