using System.Globalization;
using System.Text.Json;
using Bourse.Events.Patterns;

namespace Bourse.Events.Tests.Patterns;

public sealed class EventPatternTests
{
    // The conditions at field "a", and values for it that match and that do not; "-" is an event without the field.
    [Theory]
    [InlineData("""["x", "y"]""", """ "x" "y" ["z","x"] """, """ "z" "X" 1 null [] {} - """)]
    [InlineData("""[5]""", "5 5.0 5e0 0.5e1 [4,5]", """ "5" 5.1 true - """)]
    [InlineData("""[null, true]""", "null true", """ false "" "null" 0 - """)]
    [InlineData("""[""]""", """ "" """, """ "_" null - """)]
    [InlineData("""[{"prefix": "re"}]""", """ "re" "revision" """, """ "Revision" "are" 5 """)]
    [InlineData("""[{"prefix": {"equals-ignore-case": "rE"}}]""", """ "re" "REvision" """, """ "are" """)]
    [InlineData("""[{"suffix": ".csv"}]""", """ ".csv" "a.csv" """, """ "a.CSV" "csv" """)]
    [InlineData("""[{"suffix": {"equals-ignore-case": ".csv"}}]""", """ "a.CSV" """, """ "csv" """)]
    [InlineData("""[{"equals-ignore-case": "Alice"}]""", """ "alice" "ALICE" """, """ "alic" 1 """)]
    [InlineData("""[{"wildcard": "a*b*c"}]""", """ "abc" "a--b--c" "abbc" "abcbc" """, """ "ab" "xabc" "abcx" "acb" """)]
    [InlineData("""[{"wildcard": "*"}]""", """ "" "x" """, "1 null -")]
    [InlineData("""[{"wildcard": "\\*\\\\*"}]""", """ "*\\" "*\\x" """, """ "x\\" """)]
    [InlineData("""[{"anything-but": "x"}]""", """ "y" 1 null ["x","y"] """, """ "x" ["x"] [] - """)]
    [InlineData("""[{"anything-but": ["x", "y"]}]""", """ "z" """, """ "x" "y" """)]
    [InlineData("""[{"anything-but": 5}]""", """ 6 "5" """, "5 5.0")]
    [InlineData("""[{"anything-but": [5, 6]}]""", "7", "5 6.0")]
    [InlineData("""[{"anything-but": {"prefix": "re"}}]""", """ "are" 1 """, """ "re" "revision" """)]
    [InlineData("""[{"anything-but": {"prefix": ["re", "al"]}}]""", """ "x" """, """ "revision" "alert" - """)]
    [InlineData("""[{"anything-but": {"suffix": "ed"}}]""", """ "edit" """, """ "ended" """)]
    [InlineData("""[{"anything-but": {"suffix": ["ed", "t"]}}]""", """ "x" """, """ "ended" "edit" """)]
    [InlineData("""[{"anything-but": {"equals-ignore-case": "x"}}]""", """ "xx" """, """ "X" "x" """)]
    [InlineData("""[{"anything-but": {"equals-ignore-case": ["x", "Y"]}}]""", """ "z" """, """ "X" "y" """)]
    [InlineData("""[{"anything-but": {"wildcard": "*/lib/*"}}]""", """ "/lib" """, """ "a/lib/b" """)]
    [InlineData("""[{"anything-but": {"wildcard": ["a*", "*b"]}}]""", """ "c" """, """ "ac" "cb" """)]
    [InlineData("""[{"numeric": ["=", 3.018e2]}]""", "301.8 301.80", """ 301 "301.8" """)]
    [InlineData("""[{"numeric": [">", 0, "<=", 5]}]""", "5 0.000001 [9,3]", """ 0 5.000001 -1 1e400 "3" """)]
    [InlineData("""[{"numeric": [">=", -5]}]""", "-5 7", "-5.1")]
    [InlineData("""[{"numeric": ["<", 10]}]""", "9.99 -1e20", "10 1e20")]
    [InlineData("""[{"exists": true}]""", """ "" null 0 [null] """, "[] {} -")]
    [InlineData("""[{"exists": false}]""", "[] {} -", """ "" null [1] """)]
    [InlineData("""[{"exists": false}, "x"]""", """ "x" - """, """ "y" ["y"] """)]
    [InlineData("""[{"cidr": "10.0.0.0/24"}]""", """ "10.0.0.255" """, """ "10.0.1.0" "10.0.0.0/24" "::ffff:10.0.0.1" "x" 10 """)]
    [InlineData("""[{"cidr": "2001:db8::/32"}]""", """ "2001:db8::1" """, """ "2001:db9::1" "10.0.0.1" """)]
    public void An_operator_matches_what_it_should(string conditions, string matching, string others)
    {
        var pattern = EventPattern.Parse($"{{\"a\": {conditions}}}");
        Assert.All(Events(matching), one => Assert.True(pattern.Matches(JsonDocument.Parse(one).RootElement), one));
        Assert.All(Events(others), one => Assert.False(pattern.Matches(JsonDocument.Parse(one).RootElement), one));
    }

    [Theory]
    [InlineData("", "the pattern must be JSON whose objects name each field once (line 1, byte 1)")]
    [InlineData("[]", "the pattern must be a JSON object")]
    [InlineData("{}", "the pattern must not be an empty object")]
    [InlineData("""{"a": "x"}""", "'a' must be an object or an array")]
    [InlineData("""{"a": []}""", "'a' must not be an empty array")]
    [InlineData("""{"a": {"b": {}}}""", "'a.b' must not be an empty object")]
    [InlineData("""{"a": ["x"], "a": ["y"]}""", "the pattern must be JSON whose objects name each field once")]
    [InlineData("""{"a": [["x"]]}""", "'a' must not hold an array within its array")]
    [InlineData("""{"a": [{}]}""", "'a' must have one operator in each object of its array")]
    [InlineData("""{"a": [{"prefix": "x", "suffix": "y"}]}""", "'a' must have one operator in each object of its array")]
    [InlineData(
        """{"a": [{"like": "x"}]}""",
        "'a' has the unknown operator 'like'; there are exists, prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric, cidr")]
    [InlineData("""{"a": [{"exists": 1}]}""", "'a' has an 'exists' that is neither true nor false")]
    [InlineData("""{"a": [{"prefix": 1}]}""", "'a' has a 'prefix' that is not a text")]
    [InlineData("""{"a": [{"prefix": {"like": "x"}}]}""", "'a' has a 'prefix' with the unknown operator 'like'; there is equals-ignore-case")]
    [InlineData("""{"a": [{"wildcard": "a**b"}]}""", "'a' has a 'wildcard' that must not have two * next to each other")]
    [InlineData("""{"a": [{"wildcard": "a\\b"}]}""", "'a' has a 'wildcard' that must have * or \\ after each \\")]
    [InlineData("""{"a": [{"anything-but": []}]}""", "'a' has an 'anything-but' with an empty array")]
    [InlineData("""{"a": [{"anything-but": ["x", 1]}]}""", "'a' has an 'anything-but' that is not a text, a number, an array of texts or an array of numbers")]
    [InlineData("""{"a": [{"anything-but": null}]}""", "'a' has an 'anything-but' that is not a text, a number, an array of texts or an array of numbers")]
    [InlineData("""{"a": [{"anything-but": {"prefix": ""}}]}""", "'a' has an 'anything-but' with an empty 'prefix', which nothing would match")]
    [InlineData(
        """{"a": [{"anything-but": {"numeric": 1}}]}""",
        "'a' has an 'anything-but' with the unknown operator 'numeric'; there are prefix, suffix, equals-ignore-case, wildcard")]
    [InlineData("""{"a": [{"numeric": [">", 5, "<", 5]}]}""", "'a' has a 'numeric' whose lower end is not below its upper end")]
    [InlineData("""{"a": [5000000001]}""", "'a' must have numbers between -5000000000 and 5000000000")]
    [InlineData("""{"a": [{"cidr": "10.0.0.1"}]}""", "'a' has a 'cidr' that is not a network such as 10.0.0.0/24, with all bits after its length 0")]
    [InlineData("{\"a\": [\"\\ud800\"]}", "the pattern must be Unicode throughout")]
    public void A_mistake_is_named_with_its_field(string text, string reason) =>
        Assert.Equal($"Event pattern is not valid. Reason: {reason}.", Assert.Throws<PatternException>(() => EventPattern.Parse(text)).Message);

    [Theory]
    [InlineData("[]")]
    [InlineData("[\">\"]")]
    [InlineData("[\">\", \"5\"]")]
    [InlineData("[\"!\", 5]")]
    [InlineData("[\"<\", 5, \">\", 1]")]
    [InlineData("[\"=\", 5, \"<\", 9]")]
    [InlineData("[\">\", 5, \"<\", 9, \"<\", 10]")]
    [InlineData("5")]
    public void A_range_has_one_of_four_forms(string range) =>
        Assert.StartsWith(
            "Event pattern is not valid. Reason: 'a' ",
            Assert.Throws<PatternException>(() => EventPattern.Parse($"{{\"a\": [{{\"numeric\": {range}}}]}}")).Message);

    [Fact]
    public void Size_depth_and_combinations_have_limits()
    {
        static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "[1]" + new string('}', levels);
        static string Ored(int relations) =>
            "{" + string.Join(',', Enumerable.Range(0, relations).Select(at => $"\"f{at}\": {{\"$or\": [{{\"a\": [1]}}, {{\"b\": [1]}}, {{\"c\": [1]}}]}}")) + "}";
        EventPattern.Parse(Nested(16));
        EventPattern.Parse(Ored(4));
        EventPattern.Parse($"{{\"a\": [\"{new string('x', 4085)}\"]}}");
        Assert.EndsWith("is deeper than 16 levels.", Assert.Throws<PatternException>(() => EventPattern.Parse(Nested(17))).Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "leads to more than 100 combinations of $or.",
            Assert.Throws<PatternException>(() => EventPattern.Parse(Ored(5))).Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "the pattern must have at most 4096 characters.",
            Assert.Throws<PatternException>(() => EventPattern.Parse($"{{\"a\": [\"{new string('x', 4086)}\"]}}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wildcard_of_many_stars_costs_no_more_than_its_pieces()
    {
        var pattern = EventPattern.Parse($"{{\"a\": [{{\"wildcard\": \"{string.Concat(Enumerable.Repeat("*a", 500))}*b\"}}]}}");
        using var bourseEvent = JsonDocument.Parse($"{{\"a\": \"{new string('a', 60_000)}\"}}");

        Assert.False(pattern.Matches(bourseEvent.RootElement));
    }

    [Fact]
    public void Fields_that_a_large_event_lacks_cost_what_looking_for_them_costs()
    {
        var pattern = EventPattern.Parse($"{{\"d\": {{{string.Join(',', Enumerable.Range(0, 40).Select(at => $"\"none{at}\": [{{\"exists\": false}}]"))}}}}}");
        using var bourseEvent = JsonDocument.Parse($"{{\"d\": {{{string.Join(',', Enumerable.Range(0, 8000).Select(at => $"\"f{at}\": 1"))}}}}}");
        var budget = new MatchBudget(steps: 40 * 8000 / 16);

        Assert.True(pattern.Matches(bourseEvent.RootElement, budget));
        Assert.True(budget.IsSpent);
        Assert.False(EventPattern.Parse("""{"d": {"f1": [{"exists": false}]}}""").Matches(bourseEvent.RootElement));
    }

    [Fact]
    public void When_the_budget_is_spent_everything_matches()
    {
        var pattern = EventPattern.Parse("""{"d": {"a": ["never"]}}""");
        using var bourseEvent = JsonDocument.Parse($"{{\"d\": [{string.Join(',', Enumerable.Repeat("{\"a\": 1}", 1000))}]}}");
        var budget = new MatchBudget(steps: 1500);

        Assert.True(pattern.Matches(bourseEvent.RootElement, budget));
        Assert.True(budget.IsSpent);
        Assert.True(pattern.Matches(JsonDocument.Parse("{}").RootElement, budget));
        Assert.False(pattern.Matches(bourseEvent.RootElement));
    }

    [Fact]
    public void An_index_finds_what_each_pattern_would_alone_and_each_once()
    {
        string[] patterns =
        [
            """{"detail-type": ["a", "b", "a"]}""", """{"detail-type": ["a"], "detail": {"n": [1]}}""", """{"source": ["s"]}""", """{"source": [{"prefix": "s"}]}""",
            """{"detail-type": ["b", {"exists": false}]}""", """{"$or": [{"detail-type": ["a"]}, {"detail-type": ["c"]}]}""",
            """{"$or": [{"detail-type": ["a"]}, {"source": ["t"]}]}""",
        ];
        var compiled = patterns.Select(EventPattern.Parse).ToList();
        var index = new PatternIndex<int>(compiled.Select((pattern, at) => (pattern, at)));
        foreach (var type in new[] { "a", "b", "c", "d" })
            foreach (var source in new[] { "s", "t", "su" })
                for (var n = 0; n < 2; n++)
                {
                    using var bourseEvent = JsonDocument.Parse(
                        string.Create(CultureInfo.InvariantCulture, $"{{\"detail-type\": \"{type}\", \"source\": \"{source}\", \"detail\": {{\"n\": {n}}}}}"));
                    var found = new List<int>();
                    index.Match(bourseEvent.RootElement, new MatchBudget(), found);
                    Assert.Equal(Enumerable.Range(0, patterns.Length).Where(at => compiled[at].Matches(bourseEvent.RootElement)), found.Order());
                }
    }

    // Values are parted by spaces, and none holds one.
    private static IEnumerable<string> Events(string values) =>
        values.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(value => value == "-" ? "{}" : $"{{\"a\": {value}}}");
}
