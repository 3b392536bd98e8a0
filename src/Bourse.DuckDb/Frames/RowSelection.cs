using Bourse.DuckDb.Vectors;

namespace Bourse.DuckDb.Frames;

/// <summary>Rows of a vector that are written, in order: runs of neighbours.</summary>
internal sealed class RowSelection
{
    private readonly List<(int First, int Count)> runs = [];

    public RowSelection()
    {
    }

    public RowSelection(int first, int count) => Add(first, count);

    /// <summary>Rows in all.</summary>
    public int Count { get; private set; }

    /// <summary>The runs.</summary>
    public IReadOnlyList<(int First, int Count)> Runs => runs;

    /// <summary>Adds a run.</summary>
    public void Add(int first, int count)
    {
        if (count == 0)
            return;
        if (runs.Count > 0 && runs[^1] is var last && last.First + last.Count == first)
            runs[^1] = (last.First, last.Count + count);
        else
            runs.Add((first, count));
        Count = checked(Count + count);
    }

    /// <summary>The rows one by one.</summary>
    public IEnumerable<int> Each()
    {
        foreach (var (first, count) in runs)
        {
            for (var row = first; row < first + count; row++)
                yield return row;
        }
    }

    /// <summary>The elements of these rows of an ARRAY.</summary>
    public RowSelection Elements(int length)
    {
        var elements = new RowSelection();
        foreach (var (first, count) in runs)
            elements.Add(checked(first * length), checked(count * length));
        return elements;
    }

    /// <summary>The elements that these rows of a LIST or MAP name.</summary>
    /// <param name="vector">The LIST or MAP.</param>
    /// <param name="validity">Which rows are NULL; they have no elements.</param>
    /// <param name="entries">Gets offset and length of each row in the elements selected.</param>
    public RowSelection Lists(Vector vector, ulong[]? validity, Span<ulong> entries)
    {
        var elements = new RowSelection();
        var to = 0;
        foreach (var (start, count) in runs)
        {
            for (var row = start; row < start + count; row++, to++)
            {
                var (first, length) = RowNulls.IsNull(validity, to) ? (0, 0) : vector.List(row);
                entries[to * 2] = (ulong)elements.Count;
                entries[(to * 2) + 1] = (ulong)length;
                elements.Add(first, length);
            }
        }
        return elements;
    }

    /// <summary>Copies values of one width.</summary>
    public unsafe void CopyValues(Vector vector, int width, Span<byte> to)
    {
        foreach (var (first, count) in runs)
        {
            new ReadOnlySpan<byte>(vector.Data + ((long)first * width), count * width).CopyTo(to);
            to = to[(count * width)..];
        }
    }
}
