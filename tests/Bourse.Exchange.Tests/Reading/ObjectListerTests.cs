using Bourse.Exchange.Reading;
using Bourse.Projection;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Exchange.Tests.Reading;

public sealed class ObjectListerTests
{
    [Fact]
    public void Pages_are_disjoint_ordered_and_together_what_one_large_page_holds()
    {
        var keys = Gen.ArrayOf(Gen.Elements('a', 'b', '/', '!', '~')).Where(letters => letters.Length is > 0 and < 9).Select(letters => new string(letters));
        var world =
            from all in Gen.ListOf(keys)
            from prefix in Gen.Elements("", "a", "a/", "/", "b")
            from delimiter in Gen.Elements("", "/", "a", "//")
            from size in Gen.Choose(1, 4)
            select (Keys: all.Distinct().Order(StringComparer.Ordinal).ToList(), Prefix: prefix, Delimiter: delimiter, Size: size);
        Prop.ForAll(world.ToArbitrary(), example =>
        {
            var expected = Model(example.Keys, example.Prefix, example.Delimiter);
            var seen = new List<string>();
            string? after = null;
            do
            {
                var page = ObjectLister.Page(
                    example.Keys.Where(key => key.StartsWith(example.Prefix, StringComparison.Ordinal)).Select(Object),
                    new ObjectListRequest { Prefix = example.Prefix, Delimiter = example.Delimiter, After = after, PageSize = example.Size });
                var names = page.Objects.Select(found => found.Key).Concat(page.CommonPrefixes).Order(StringComparer.Ordinal).ToList();
                Assert.InRange(names.Count, page.Next is null ? 0 : 1, example.Size);
                seen.AddRange(names);
                after = page.Next;
            }
            while (after is not null);
            Assert.Equal(expected, seen);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_page_of_none_is_empty_and_the_last() =>
        Assert.Equal((0, 0, null), Shape(ObjectLister.Page([Object("a")], new ObjectListRequest { PageSize = 0 })));

    private static (int, int, string?) Shape(ObjectPage page) => (page.Objects.Count, page.CommonPrefixes.Count, page.Next);

    // The specification of ListObjectsV2, written without paging: what a key is shown as.
    private static List<string> Model(IEnumerable<string> keys, string prefix, string delimiter) =>
        [.. keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key =>
        {
            var at = delimiter.Length == 0 ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            return at < 0 ? key : key[..(at + delimiter.Length)];
        }).Distinct().Order(StringComparer.Ordinal)];

    private static ProjectedObject Object(string key) => new() { Key = key, Length = 1, ETag = "e-1", LastModified = DateTimeOffset.UnixEpoch };
}
