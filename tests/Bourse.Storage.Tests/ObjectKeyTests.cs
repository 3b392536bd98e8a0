using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Storage.Tests;

public sealed class ObjectKeyTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("gold/nav_history-7f/data/0001.parquet")]
    [InlineData("...")]
    [InlineData(".hidden/file")]
    [InlineData("naïve/☃/🐇")]
    [InlineData("with space/%2e%2e/${x}/*?'\"")]
    public void A_relative_name_is_taken_as_it_stands(string text) => Assert.Equal(text, ObjectKey.Parse(text).Value);

    [Theory]
    [InlineData("", "An object key is not empty.")]
    [InlineData("/a", "An object key has no segment that is empty, '.' or '..'.")]
    [InlineData("a/", "An object key has no segment that is empty, '.' or '..'.")]
    [InlineData("a//b", "An object key has no segment that is empty, '.' or '..'.")]
    [InlineData("..", "An object key has no segment that is empty, '.' or '..'.")]
    [InlineData("a/../b", "An object key has no segment that is empty, '.' or '..'.")]
    [InlineData("a/./b", "An object key has no segment that is empty, '.' or '..'.")]
    [InlineData("a\\..\\b", "An object key has no control character and no backslash.")]
    [InlineData("a\0b", "An object key has no control character and no backslash.")]
    [InlineData("a\nb", "An object key has no control character and no backslash.")]
    [InlineData("a\u0085b", "An object key has no control character and no backslash.")]
    public void A_name_that_could_leave_the_store_or_mislead_is_refused_with_the_rule(string text, string message)
    {
        Assert.False(ObjectKey.TryParse(text, out _));
        Assert.Equal(message, Assert.Throws<FormatException>(() => ObjectKey.Parse(text)).Message);
    }

    [Fact]
    public void A_lone_surrogate_is_refused() =>
        Assert.Equal("An object key is well-formed Unicode.", Assert.Throws<FormatException>(() => ObjectKey.Parse("a\uD800b")).Message);

    [Fact]
    public void Lengths_are_counted_in_bytes()
    {
        Assert.True(ObjectKey.TryParse(new string('a', 255), out _));
        Assert.False(ObjectKey.TryParse(new string('a', 256), out _));
        Assert.False(ObjectKey.TryParse(new string('é', 128), out _));
        Assert.True(ObjectKey.TryParse(string.Join('/', Enumerable.Repeat(new string('a', 255), 4)), out _));
        Assert.False(ObjectKey.TryParse(string.Join('/', Enumerable.Repeat(new string('a', 204), 6)), out _));
    }

    [Fact]
    public void No_accepted_key_resolves_outside_a_folder_or_to_another_key()
    {
        var alphabet = new[] { "..", ".", "/", "\\", "a", "b", "\0", "%2f", "~", "C:", "\uD800", "é", " ", "\u202E", "\r" };
        var hostile = Gen.Elements(alphabet).ListOf().Select(string.Concat).Or(ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""));
        Prop.ForAll(hostile.ToArbitrary(), text =>
        {
            if (!ObjectKey.TryParse(text, out var key))
                return true;
            var resolved = Path.GetFullPath(Path.Combine("/store/objects", key.Value));
            return resolved == "/store/objects/" + text && Encoding.UTF8.GetByteCount(text) <= 1024;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_default_key_has_no_value() => Assert.Throws<InvalidOperationException>(() => default(ObjectKey).Value);
}
