using Bourse.DuckDb.Vectors;

namespace Bourse.DuckDb.Frames;

/// <summary>Writes vectors as <see cref="FrameFormat"/> says. What lies in the slots of NULLs is never looked at: it may be anything.</summary>
internal sealed unsafe class VectorWriter(FrameBuffer buffer)
{
    /// <summary>Writes a vector.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="rows">Which of its rows.</param>
    /// <param name="parent">A bit for each of them, 0 where the row is inside of something that is NULL; null when none is.</param>
    public void Write(Vector vector, RowSelection rows, ulong[]? parent)
    {
        var validity = RowNulls.Of(vector, rows, parent);
        buffer.Append(validity is null ? 0ul : 1ul);
        var count = buffer.Length;
        buffer.Append(0ul);
        if (validity is not null)
            validity.CopyTo(new Span<ulong>(buffer.Reserve(validity.Length * 8L), validity.Length));
        switch (vector.Type.Id)
        {
            case DuckDbTypeId.List or DuckDbTypeId.Map:
                var entries = new Span<ulong>(buffer.Reserve((long)rows.Count * FrameFormat.EntryBytes), rows.Count * 2);
                var children = rows.Lists(vector, validity, entries);
                SetCount(count, children.Count);
                foreach (var child in vector.Children)
                    Write(child, children, null);
                break;
            case DuckDbTypeId.Array:
                Write(vector.Children[0], rows.Elements(vector.Type.ArrayLength), RowNulls.OfElements(validity, rows.Count, vector.Type.ArrayLength));
                break;
            case DuckDbTypeId.Struct or DuckDbTypeId.Union:
                foreach (var child in vector.Children)
                    Write(child, rows, validity);
                break;
            case var _ when FrameFormat.HasEntries(vector.Type):
                Entries(vector, rows, validity, count);
                break;
            default:
                Values(vector, rows, validity, FrameFormat.Width(vector.Type));
                break;
        }
    }

    private void Values(Vector vector, RowSelection rows, ulong[]? validity, int width)
    {
        var to = buffer.Reserve((long)rows.Count * width);
        var values = new Span<byte>(to, rows.Count * width);
        if (vector.Type.Id == DuckDbTypeId.SqlNull)
        {
            values.Clear();
        }
        else
        {
            rows.CopyValues(vector, width, values);
            for (var row = 0; validity is not null && row < rows.Count; row++)
            {
                if (RowNulls.IsNull(validity, row))
                    values.Slice(row * width, width).Clear();
            }
        }
        buffer.Align();
    }

    private void Entries(Vector vector, RowSelection rows, ulong[]? validity, int count)
    {
        // The buffer moves when it grows, so the entries are addressed by their distance from its start.
        var entries = buffer.Length;
        new Span<byte>(buffer.Reserve((long)rows.Count * FrameFormat.EntryBytes), rows.Count * FrameFormat.EntryBytes).Clear();
        var begin = buffer.Length;
        var to = 0;
        foreach (var row in rows.Each())
        {
            var at = entries + (to * FrameFormat.EntryBytes);
            if (!RowNulls.IsNull(validity, to++))
                Entry(vector.Bytes(row), at, begin);
        }
        SetCount(count, buffer.Length - begin);
        buffer.Align();
    }

    private void Entry(ReadOnlySpan<byte> value, int at, int begin)
    {
        if (value.Length > FrameFormat.InlinedBytesMax)
        {
            var offset = buffer.Length - begin;
            value.CopyTo(new Span<byte>(buffer.Reserve(value.Length), value.Length));
            *(ulong*)(buffer.Data + at + 8) = (ulong)offset;
            value[..4].CopyTo(new Span<byte>(buffer.Data + at + 4, 4));
        }
        else
        {
            value.CopyTo(new Span<byte>(buffer.Data + at + 4, value.Length));
        }
        *(int*)(buffer.Data + at) = value.Length;
    }

    private void SetCount(int at, int count) => *(ulong*)(buffer.Data + at) = (ulong)count;
}
