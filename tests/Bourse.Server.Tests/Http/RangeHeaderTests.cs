using Bourse.Server.Http;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Server.Tests.Http;

public sealed class RangeHeaderTests
{
    [Theory]
    [InlineData("bytes=0-0", 100, 0, 1)]
    [InlineData("bytes=0-99", 100, 0, 100)]
    [InlineData("bytes=10-19", 100, 10, 10)]
    [InlineData("bytes=90-", 100, 90, 10)]
    [InlineData("bytes=90-1000", 100, 90, 10)]
    [InlineData("bytes=-5", 100, 95, 5)]
    [InlineData("bytes=-500", 100, 0, 100)]
    [InlineData("Bytes=99-", 100, 99, 1)]
    [InlineData("bytes=5-99999999999999999999", 100, 5, 95)]
    [InlineData("bytes=-99999999999999999999", 100, 0, 100)]
    public void A_range_that_overlaps_the_object_is_cut_to_it(string header, long total, long offset, long length) =>
        Assert.Equal(new RangeHeader.Part(offset, length), RangeHeader.Resolve(header, total));

    [Theory]
    [InlineData("bytes=100-", 100)]
    [InlineData("bytes=100-200", 100)]
    [InlineData("bytes=99999999999999999999-", 100)]
    [InlineData("bytes=-0", 100)]
    [InlineData("bytes=-1", 0)]
    [InlineData("bytes=0-0", 0)]
    [InlineData("bytes=0-", 0)]
    public void A_range_no_byte_of_which_exists_cannot_be_satisfied(string header, long total) =>
        Assert.Equal(new RangeHeader.Unsatisfiable(), RangeHeader.Resolve(header, total));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bytes=")]
    [InlineData("bytes=-")]
    [InlineData("bytes=5")]
    [InlineData("bytes=9-5")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=+1-2")]
    [InlineData("bytes=1-2,4-5")]
    [InlineData("bytes=1--2")]
    [InlineData("lines=1-2")]
    public void A_header_that_is_no_single_range_is_ignored(string? header) =>
        Assert.Equal(new RangeHeader.Whole(), RangeHeader.Resolve(header, 100));

    [Fact]
    public void Ranges_of_any_cut_concatenate_to_the_whole()
    {
        var cuts = ArbMap.Default.ArbFor<NonEmptyArray<byte>>().Generator.Zip(Gen.Choose(1, 40));
        Prop.ForAll(cuts.ToArbitrary(), cut =>
        {
            var bytes = cut.Item1.Get;
            var read = new List<byte>();
            for (var at = 0; at < bytes.Length; at += cut.Item2)
            {
                var part = Assert.IsType<RangeHeader.Part>(RangeHeader.Resolve($"bytes={at}-{at + cut.Item2 - 1}", bytes.Length));
                read.AddRange(bytes.AsSpan((int)part.Offset, (int)part.Length));
            }
            return read.SequenceEqual(bytes);
        }).QuickCheckThrowOnFailure();
    }
}
