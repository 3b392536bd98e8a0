using System.Text.Json;
using Bourse.Events.Patterns;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Events.Tests.Patterns;

/// <summary>Random patterns against random events, few names and values so that they meet, compared with <see cref="RulerModel"/>.</summary>
public sealed class PatternModelTests
{
    private static readonly string[] s_conditions =
    [
        "\"x\"", "\"xy\"", "1", "{\"exists\":true}", "{\"exists\":false}",
        "{\"prefix\":\"x\"}", "{\"suffix\":\"y\"}", "{\"anything-but\":\"x\"}", "{\"numeric\":[\">\",0,\"<\",2]}",
    ];

    private static readonly string[] s_values = ["\"x\"", "\"xy\"", "\"z\"", "1", "2", "null", "true", "{}", "[]"];

    [Fact]
    public void A_pattern_matches_what_event_rulers_definition_says() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(1500)).WithEndSize(40),
            Prop.ForAll(PatternOf(3).Zip(EventOf(4)).ToArbitrary(), pair =>
            {
                using var pattern = JsonDocument.Parse(pair.Item1);
                using var bourseEvent = JsonDocument.Parse(pair.Item2);
                var expected = RulerModel.Matches(pattern.RootElement, bourseEvent.RootElement);
                return (EventPattern.Parse(pair.Item1).Matches(bourseEvent.RootElement) == expected).Label($"{pair.Item1} on {pair.Item2} is {expected}");
            }));

    private static Gen<string> PatternOf(int depth) =>
        from names in Gen.SubListOf("a", "b", "c").Where(names => names.Count > 0)
        from fields in Gen.CollectToList(names, name => FieldOf(depth).Select(value => $"\"{name}\":{value}"))
        from or in depth > 1 ? Gen.Frequency((4, Gen.Constant("")), (1, OrOf(depth - 1))) : Gen.Constant("")
        select $"{{{string.Join(',', fields)}{or}}}";

    private static Gen<string> OrOf(int depth) => PatternOf(depth).Two().Select(branches => $",\"$or\":[{branches.Item1},{branches.Item2}]");

    private static Gen<string> FieldOf(int depth)
    {
        var conditions = Gen.Elements(s_conditions).NonEmptyListOf().Resize(2).Select(list => $"[{string.Join(',', list)}]");
        return depth == 1 ? conditions : Gen.Frequency((2, conditions), (2, PatternOf(depth - 1)));
    }

    private static Gen<string> EventOf(int depth) =>
        from names in Gen.SubListOf("a", "b", "c")
        from fields in Gen.CollectToList(names, name => ValueOf(depth).Select(value => $"\"{name}\":{value}"))
        select $"{{{string.Join(',', fields)}}}";

    private static Gen<string> ValueOf(int depth)
    {
        var leaf = Gen.Elements(s_values);
        return depth == 0
            ? leaf
            : Gen.Frequency(
                (2, leaf), (2, EventOf(depth - 1)), (3, ValueOf(depth - 1).ListOf().Resize(3).Select(list => $"[{string.Join(',', list)}]")));
    }
}
