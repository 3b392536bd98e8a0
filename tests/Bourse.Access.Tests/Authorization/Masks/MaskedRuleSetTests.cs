using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Bourse.Access.Authorization;
using Bourse.Access.Authorization.Masks;
using Bourse.Access.Resources;
using Bourse.Iceberg.Expressions;

namespace Bourse.Access.Tests.Authorization.Masks;

public sealed class MaskedRuleSetTests
{
    private static readonly ImmutableSortedDictionary<int, Mask> s_each = ImmutableSortedDictionary.CreateRange(new Dictionary<int, Mask>
    {
        [1] = new Mask.Redact(),
        [2] = new Mask.Null(),
        [3] = new Mask.Constant("a \"b\""),
        [4] = new Mask.LastFour(),
        [5] = new Mask.KeyedHash(HashKey.OfProduct(Policies.Portfolio)),
        [6] = new Mask.KeyedHash(HashKey.OfSubscriber(Policies.Portfolio, Policies.Hedge)),
        [7] = new Mask.TruncateDate(DateUnit.Quarter),
        [8] = new Mask.Bucket(0.250m),
    });

    private const string Text =
        """
        {"fields":[1,2,3,4,5,6,7,8,9],"filter":{"op":"true"},"masks":[{"field":1,"mask":"redact"},{"field":2,"mask":"null"},{"field":3,"mask":"constant","value":"a \"b\""},{"field":4,"mask":"last-four"},{"field":5,"mask":"hash","key":"product/portfolio-analytics"},{"field":6,"mask":"hash","key":"subscriber/portfolio-analytics/222222222222"},{"field":7,"mask":"truncate","unit":"quarter"},{"field":8,"mask":"bucket","width":"0.25"}]}
        """;

    [Fact]
    public void The_canonical_text_of_each_mask_is_fixed_for_ever_and_read_again()
    {
        var rules = Policies.Rules(1, 2, 3, 4, 5, 6, 7, 8, 9) with { Masks = s_each };
        Assert.Equal(Text, RuleSetJson.ToCanonicalText(rules));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text))), rules.Digest);
        var read = RuleSetJson.Parse(Text);
        Assert.Equal(rules, read);
        Assert.Equal(s_each, read.Masks);
    }

    [Fact]
    public void A_copy_keeps_its_masks_and_every_difference_between_masks_is_another_digest()
    {
        var rules = Policies.Rules(1, 2) with { Masks = ImmutableSortedDictionary<int, Mask>.Empty.Add(2, new Mask.LastFour()) };
        Assert.Equal(rules.Masks, (rules with { RowFilter = new Expression.NotNull(1) }).Masks);
        Mask[] masks =
        [
            .. s_each.Values, new Mask.Constant("b"), new Mask.Bucket(1), new Mask.TruncateDate(DateUnit.Year),
            new Mask.KeyedHash(HashKey.OfProduct(ProductName.Parse("risk"))),
            new Mask.KeyedHash(HashKey.OfSubscriber(Policies.Portfolio, Policies.Pension)),
        ];
        var digests = masks.Select(mask => (rules with { Masks = rules.Masks.SetItem(2, mask) }).Digest).Append(Policies.Rules(1, 2).Digest).ToList();
        Assert.Equal(digests.Count, digests.Distinct().Count());
    }

    [Theory]
    [InlineData("""[]""", "A rule set's 'masks' is an array of at least one mask.")]
    [InlineData("""{}""", "A rule set's 'masks' is an array of at least one mask.")]
    [InlineData("""[{"field":3,"mask":"redact"}]""", "A rule set's 'masks' are of its 'fields'.")]
    [InlineData("""[{"field":2,"mask":"redact"},{"field":1,"mask":"redact"}]""", "A rule set's 'masks' are ascending by field, one a field.")]
    [InlineData("""[{"field":2,"mask":"redact"},{"field":2,"mask":"null"}]""", "A rule set's 'masks' are ascending by field, one a field.")]
    [InlineData("""[{"mask":"redact","field":2}]""", "A mask has the members 'field', a number, and 'mask', a text, in this order, and one more at most.")]
    [InlineData("""["redact"]""", "A mask has the members 'field', a number, and 'mask', a text, in this order, and one more at most.")]
    [InlineData("""[{"field":2,"mask":"blur"}]""", """Field 2 has a mask that is not known: {"field":2,"mask":"blur"}""")]
    [InlineData("""[{"field":2,"mask":"redact","value":"x"}]""", """Field 2 has a mask that is not known: {"field":2,"mask":"redact","value":"x"}""")]
    [InlineData("""[{"field":2,"mask":"redact","value":null}]""", """Field 2 has a mask that is not known: {"field":2,"mask":"redact","value":null}""")]
    [InlineData("""[{"field":2,"mask":"bucket","width":"-1"}]""", """Field 2 has a mask that is not known: {"field":2,"mask":"bucket","width":"-1"}""")]
    [InlineData("""[{"field":2,"mask":"truncate","unit":"decade"}]""", """Field 2 has a mask that is not known: {"field":2,"mask":"truncate","unit":"decade"}""")]
    [InlineData("""[{"field":2,"mask":"hash","key":"portfolio"}]""", "'portfolio' is not the name of a hash key.")]
    public void A_mask_that_is_not_understood_is_refused(string masks, string message) => Assert.Equal(
        message, Assert.Throws<FormatException>(() => RuleSetJson.Parse($$"""{"fields":[1,2],"filter":{"op":"true"},"masks":{{masks}}}""")).Message);

    [Fact]
    public void A_mask_of_a_field_that_is_not_shown_is_not_written() => Assert.Throws<ArgumentException>(
        () => (Policies.Rules(1) with { Masks = ImmutableSortedDictionary<int, Mask>.Empty.Add(2, new Mask.Redact()) }).Digest);

    [Fact]
    public void Rows_are_not_looked_up_by_a_masked_column()
    {
        Assert.IsType<Decision.Allowed>(LookUp(ImmutableSortedDictionary<int, Mask>.Empty));
        var denied = Assert.IsType<Decision.Denied>(LookUp(ImmutableSortedDictionary<int, Mask>.Empty.Add(1, new Mask.LastFour())));
        Assert.Equal(DenyReason.NotGranted, denied.Reason);

        static Decision LookUp(ImmutableSortedDictionary<int, Mask> masks)
        {
            var rules = Policies.Funds("FND001") with { Masks = masks };
            var grant = Policies.Grant() with { Tables = new Dictionary<TableName, RuleSet> { [Policies.Nav] = rules } };
            return Authorizer.Decide(
                Policies.Snapshot(grant), Policies.Now, Policies.Caller(), AccessAction.LookUpRows, new Resource.Rows(Policies.Portfolio, Policies.Nav, 1, "FND001"));
        }
    }
}
