using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Tests.Http;

public sealed class PreconditionsTests
{
    private const string Tag = "abc-1";
    private const string Before = "Thu, 29 Feb 2024 11:59:59 GMT";
    private const string Same = "Thu, 29 Feb 2024 12:00:00 GMT";
    private static readonly DateTimeOffset Modified = new(2024, 2, 29, 12, 0, 0, 500, TimeSpan.Zero);

    [Theory]
    [InlineData("If-Match", "\"abc-1\"", PreconditionResult.Proceed)]
    [InlineData("If-Match", "abc-1", PreconditionResult.Proceed)]
    [InlineData("If-Match", "\"x\", \"abc-1\"", PreconditionResult.Proceed)]
    [InlineData("If-Match", "*", PreconditionResult.Proceed)]
    [InlineData("If-Match", "\"x\"", PreconditionResult.Failed)]
    [InlineData("If-Match", "W/\"abc-1\"", PreconditionResult.Failed)]
    [InlineData("If-None-Match", "\"abc-1\"", PreconditionResult.NotModified)]
    [InlineData("If-None-Match", "W/\"abc-1\"", PreconditionResult.NotModified)]
    [InlineData("If-None-Match", "*", PreconditionResult.NotModified)]
    [InlineData("If-None-Match", "\"x\"", PreconditionResult.Proceed)]
    [InlineData("If-Modified-Since", Same, PreconditionResult.NotModified)]
    [InlineData("If-Modified-Since", Before, PreconditionResult.Proceed)]
    [InlineData("If-Modified-Since", "yesterday", PreconditionResult.Proceed)]
    [InlineData("If-Unmodified-Since", Same, PreconditionResult.Proceed)]
    [InlineData("If-Unmodified-Since", Before, PreconditionResult.Failed)]
    public void One_condition(string header, string value, PreconditionResult expected) =>
        Assert.Equal(expected, Preconditions.Evaluate(Headers((header, value)), Tag, Modified));

    [Fact]
    public void A_matching_tag_overrides_an_old_unmodified_date() => Assert.Equal(
        PreconditionResult.Proceed,
        Preconditions.Evaluate(Headers(("If-Match", "\"abc-1\""), ("If-Unmodified-Since", Before)), Tag, Modified));

    [Fact]
    public void Another_tag_overrides_a_current_modified_date() => Assert.Equal(
        PreconditionResult.Proceed,
        Preconditions.Evaluate(Headers(("If-None-Match", "\"x\""), ("If-Modified-Since", Same)), Tag, Modified));

    [Theory]
    [InlineData("", true)]
    [InlineData("\"abc-1\"", true)]
    [InlineData("W/\"abc-1\"", false)]
    [InlineData("\"x\"", false)]
    [InlineData(Same, true)]
    [InlineData(Before, false)]
    public void A_range_applies_only_to_the_representation_it_was_asked_of(string ifRange, bool applies) =>
        Assert.Equal(applies, Preconditions.RangeApplies(Headers(("If-Range", ifRange)), Tag, Modified));

    private static HeaderDictionary Headers(params (string Name, string Value)[] headers)
    {
        var all = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            if (value.Length > 0)
                all[name] = value;
        }
        return all;
    }
}
