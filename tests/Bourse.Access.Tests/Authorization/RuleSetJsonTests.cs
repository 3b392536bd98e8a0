using Bourse.Access.Authorization;
using Bourse.Iceberg.Expressions;

namespace Bourse.Access.Tests.Authorization;

public sealed class RuleSetJsonTests
{
    [Fact]
    public void The_canonical_text_and_the_digest_are_fixed_for_ever()
    {
        var rules = new RuleSet { FieldIds = [1, 2, 4], RowFilter = Expression.IsIn(1, new Literal.Text("FND002"), new Literal.Text("FND001")) };
        Assert.Equal("""{"fields":[1,2,4],"filter":{"op":"in","field":1,"values":[{"string":"FND001"},{"string":"FND002"}]}}""", RuleSetJson.ToCanonicalText(rules));
        // printf '%s' '<the text above>' | sha256sum
        Assert.Equal("8c51a1a40c61d61e8432176dd9ec5d3e4323f97f0e39ade9a92373433b438a5d", rules.Digest);
    }

    [Fact]
    public void Rule_sets_that_see_the_same_cells_are_equal_and_round_trip()
    {
        var one = new RuleSet { FieldIds = [1, 2], RowFilter = Expression.AllOf(new Expression.NotNull(2), new Expression.IsNull(1)) };
        var other = new RuleSet { FieldIds = [1, 2], RowFilter = Expression.AllOf(new Expression.IsNull(1), new Expression.NotNull(2)) };
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.Equal(one, RuleSetJson.Parse(RuleSetJson.ToCanonicalText(one)));
        Assert.NotEqual(one, one with { FieldIds = [1, 3] });
        Assert.NotEqual(one.Digest, (one with { RowFilter = Expression.True }).Digest);
    }

    [Theory]
    [InlineData("""{"fields":[],"filter":{"op":"true"}}""", "A rule set's 'fields' are positive, ascending, distinct, and at least one.")]
    [InlineData("""{"fields":[2,1],"filter":{"op":"true"}}""", "A rule set's 'fields' are positive, ascending, distinct, and at least one.")]
    [InlineData("""{"fields":[1,1],"filter":{"op":"true"}}""", "A rule set's 'fields' are positive, ascending, distinct, and at least one.")]
    [InlineData("""{"fields":[0],"filter":{"op":"true"}}""", "A rule set's 'fields' are positive, ascending, distinct, and at least one.")]
    [InlineData("""{"fields":[1.5],"filter":{"op":"true"}}""", "A rule set's 'fields' is an array of field ids.")]
    [InlineData("""{"fields":"1","filter":{"op":"true"}}""", "A rule set's 'fields' is an array of field ids.")]
    [InlineData("""{"fields":[1]}""", "A rule set has the members 'fields' and 'filter', perhaps 'masks', in this order, and no other.")]
    [InlineData(
        """{"fields":[1],"filter":{"op":"true"},"fields":[2]}""", "A rule set has the members 'fields' and 'filter', perhaps 'masks', in this order, and no other.")]
    [InlineData("""[]""", "A rule set has the members 'fields' and 'filter', perhaps 'masks', in this order, and no other.")]
    public void What_is_no_rule_set_is_refused(string json, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => RuleSetJson.Parse(json)).Message);

    [Theory]
    [InlineData("""{"fields":[1],"filter":{"op":"maybe"}}""")]
    [InlineData("""{"fields":[1],"filter":"true"}""")]
    [InlineData("{")]
    public void A_broken_filter_or_text_is_refused(string json) => Assert.Throws<FormatException>(() => RuleSetJson.Parse(json));

    [Fact]
    public void A_rule_set_without_fields_has_no_digest() =>
        Assert.Throws<ArgumentException>(() => new RuleSet { FieldIds = [], RowFilter = Expression.True }.Digest);
}
