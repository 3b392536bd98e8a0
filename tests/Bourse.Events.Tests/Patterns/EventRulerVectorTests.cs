using System.Text.Json;
using Bourse.Events.Patterns;

namespace Bourse.Events.Tests.Patterns;

/// <summary>
/// Event ruler's vectors. Its correctness cases carry no answers (they compare its own matchers), so those stand here, and <see cref="RulerModel"/> gives the same.
/// Of its cost scenarios the patterns and the number of matches apply, not the generators, which are Java: the shapes are made here from their notes.
/// </summary>
public sealed class EventRulerVectorTests
{
    private const string Folder = "vectors/eventbridge-event-ruler/src/test/";

    // By place in the file: 0 to 50.
    private static readonly int[] s_notMatching = [1, 3, 8, 11, 13, 15, 18, 20, 21, 24, 26, 28, 29, 30, 37, 44, 46, 50];

    [SharedDataFact(Folder + "resources/correctness-cases.json")]
    public void Correctness_cases()
    {
        using var cases = Read("resources/correctness-cases.json");
        Assert.Equal(51, cases.RootElement.GetArrayLength());
        foreach (var (at, one) in cases.RootElement.EnumerateArray().Index())
        {
            var (rule, bourseEvent) = (one.GetProperty("rule"), one.GetProperty("event"));
            var expected = !s_notMatching.Contains(at);
            Assert.True(expected == EventPattern.Parse(rule.GetRawText()).Matches(bourseEvent), one.GetProperty("name").GetString());
            Assert.Equal(expected, IsModelled(rule) ? RulerModel.Matches(rule, bourseEvent) : expected);
        }
    }

    [SharedDataFact(Folder + "data/arrayRule1.json")]
    public void Patterns_against_events_with_arrays()
    {
        // Rules 1 and 2 are about one metric of several; 3 wants name and namespace of one metric; 4 has alternatives of both.
        var matching = from rule in Enumerable.Range(1, 4)
                       from at in Enumerable.Range(1, 4)
                       where EventPattern.Parse(Text($"data/arrayRule{rule}.json")).Matches(Read($"data/arrayEvent{at}.json").RootElement)
                       select (rule, at);

        Assert.Equal([(1, 1), (2, 1), (3, 4), (4, 3), (4, 4)], matching);
    }

    [SharedDataFact(Folder + "data/bigEvent.json")]
    public void A_quarter_of_a_megabyte_of_changes_is_searched_within_the_budget()
    {
        using var big = Read("data/bigEvent.json");
        var budget = new MatchBudget();

        Assert.True(EventPattern.Parse(Text("data/bigEventRule.json")).Matches(big.RootElement, budget));
        Assert.False(EventPattern.Parse(Text("data/bigEventRule.json").Replace("\"A\"", "\"NONE\"", StringComparison.Ordinal)).Matches(big.RootElement, budget));
        Assert.False(budget.IsSpent);
    }

    [SharedDataFact(Folder + "data/orRelationshipRules.json")]
    public void Or_is_a_relation_a_field_or_a_mistake_as_event_ruler_has_it()
    {
        using var relations = Read("data/orRelationshipRules.json");
        using var fields = Read("data/normalRulesWithOrWording.json");
        using var mistakes = Read("data/wrongOrRelationshipRules.json");
        Assert.Equal((5, 4, 2), (relations.RootElement.GetArrayLength(), fields.RootElement.GetArrayLength(), mistakes.RootElement.GetArrayLength()));
        string[] events =
        [
            """{"namespace": "AWS/ES"}""", """{"metricName": "ReadLatency", "detail": {"detail-type": "CloudWatch Alarm State Change"}}""",
            """{"source": "aws.cloudwatch", "scope": "Service"}""",
            """{"source": "aws.cloudwatch", "metricType": "MetricType", "namespace": "AWS/ES", "spaceId": 1000}""",
            """{"source": "aws.cloudwatch", "detail": {"state": {"value": "ALARM"}}, "withoutConfiguration": {"metric": {"name": "AWS/Default"}}}""",
        ];
        Assert.Equal("0,1,3 | 1 | 2,3 | 2,3 | 4", string.Join(" | ", relations.RootElement.EnumerateArray().Select(rule => Matching(rule, events))));

        string[] words =
        [
            """{"$or": "10.0.0.7"}""", """{"source": "aws.cloudwatch", "$or": {"metricType": "MetricType", "namespace": "AWS/EC2"}}""",
            """{"time": "2017-10-02T03:04:05Z", "detail": {"$or": 5}}""", """{"detail": {"$or": 11}}""",
        ];
        Assert.Equal("0 | 1 | 2 | 2,3", string.Join(" | ", fields.RootElement.EnumerateArray().Select(rule => Matching(rule, words))));
        Assert.All(mistakes.RootElement.EnumerateArray(), rule => Assert.Throws<PatternException>(() => EventPattern.Parse(rule.GetRawText())));
    }

    [SharedDataFact(Folder + "resources/perf-scenarios.json")]
    public void Cost_scenarios_cost_a_few_steps_a_value_and_match_as_often_as_said()
    {
        const int Size = 2000;
        using var scenarios = Read("resources/perf-scenarios.json");
        foreach (var scenario in scenarios.RootElement.EnumerateArray())
        {
            using var bourseEvent = JsonDocument.Parse(CostShapes.Make(scenario.GetProperty("generator").GetString()!, Size));
            // At most fields of the pattern (7) and 3 levels for each of the values; nested2Level has ten a element.
            var budget = new MatchBudget(Size * 10 * 7);
            var matches = EventPattern.Parse(scenario.GetProperty("rule").GetRawText()).Matches(bourseEvent.RootElement, budget);

            Assert.True(matches == (scenario.GetProperty("expectedMatches").GetInt32() == 1), scenario.GetProperty("name").GetString());
            Assert.False(budget.IsSpent, scenario.GetProperty("name").GetString());
        }
    }

    private static string Matching(JsonElement rule, string[] events)
    {
        var pattern = EventPattern.Parse(rule.GetRawText());
        return string.Join(',', events.Index().Where(one => pattern.Matches(JsonDocument.Parse(one.Item).RootElement)).Select(one => one.Index));
    }

    private static bool IsModelled(JsonElement rule) => !rule.GetRawText().Contains("cidr", StringComparison.Ordinal);

    private static string Text(string path) => File.ReadAllText(SharedData.PathOf(Folder + path));

    private static JsonDocument Read(string path) => JsonDocument.Parse(Text(path));
}
