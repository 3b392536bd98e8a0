using Bourse.Access.Auditing;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Access.Tests.Auditing;

public sealed class RangeSetTests
{
    [Fact]
    public void Ranges_are_merged_as_a_set_of_bytes_is()
    {
        var ranges = Gen.Choose(0, 100).Two().Select(ends => new ByteRange(ends.Item1, ends.Item2)).ListOf();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(1000)), Prop.ForAll(ranges.ToArbitrary(), added =>
        {
            var set = new RangeSet();
            var bytes = new SortedSet<long>();
            foreach (var range in added)
            {
                set.Add(range);
                for (var at = range.Start; at < range.End; at++)
                    bytes.Add(at);
            }
            var merged = set.ToValueList();
            Assert.Equal(bytes, merged.SelectMany(range => Enumerable.Range((int)range.Start, (int)(range.End - range.Start)).Select(at => (long)at)));
            Assert.All(merged.Zip(merged.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
        }));
    }

    [Fact]
    public void Beyond_64_the_closest_two_are_joined()
    {
        var set = new RangeSet();
        for (var number = 0; number < RangeSet.RangesMax; number++)
            set.Add(new ByteRange(number * 100, (number * 100) + 10));
        set.Add(new ByteRange(13, 20));
        var merged = set.ToValueList();
        Assert.Equal(RangeSet.RangesMax, merged.Count);
        Assert.Equal(new ByteRange(0, 20), merged[0]);
    }
}
