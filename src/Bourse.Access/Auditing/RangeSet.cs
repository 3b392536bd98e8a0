using Bourse.Iceberg;

namespace Bourse.Access.Auditing;

/// <summary>
/// Merged byte ranges, at most <see cref="RangesMax"/>: when there are more, the two with the smallest gap between them become one.
/// </summary>
internal sealed class RangeSet
{
    public const int RangesMax = 64;

    private readonly List<ByteRange> _ranges = [];

    public void Add(ByteRange range)
    {
        if (range.End <= range.Start)
            return;
        // Those that end before the new one begins stay; those it touches become part of it.
        var first = _ranges.FindIndex(known => known.End >= range.Start);
        if (first < 0)
            first = _ranges.Count;
        var next = first;
        while (next < _ranges.Count && _ranges[next].Start <= range.End)
        {
            range = new ByteRange(Math.Min(range.Start, _ranges[next].Start), Math.Max(range.End, _ranges[next].End));
            next++;
        }
        _ranges.RemoveRange(first, next - first);
        _ranges.Insert(first, range);
        if (_ranges.Count > RangesMax)
            JoinClosest();
    }

    public ValueList<ByteRange> ToValueList() => ((IEnumerable<ByteRange>)_ranges).ToValueList();

    private void JoinClosest()
    {
        var closest = 1;
        for (var index = 2; index < _ranges.Count; index++)
            if (_ranges[index].Start - _ranges[index - 1].End < _ranges[closest].Start - _ranges[closest - 1].End)
                closest = index;
        _ranges[closest - 1] = new ByteRange(_ranges[closest - 1].Start, _ranges[closest].End);
        _ranges.RemoveAt(closest);
    }
}
