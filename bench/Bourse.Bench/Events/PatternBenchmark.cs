using System.Globalization;
using System.Text.Json;
using Bourse.Bench.Measuring;
using Bourse.Events.Patterns;

namespace Bourse.Bench.Events;

/// <summary>Events through a hundred patterns to sinks in memory: each is parsed, matched, and handed to the sinks of the patterns that match.</summary>
internal static class PatternBenchmark
{
    private const int Patterns = 100;

    public static IReadOnlyList<Figure> Run(Rate rate)
    {
        var events = Enumerable.Range(0, 64).Select(Event).ToArray();
        var typed = new PatternIndex<int>(Enumerable.Range(0, Patterns).Select(number => (EventPattern.Parse(Pattern(number, typed: true)), number)));
        var untyped = new PatternIndex<int>(Enumerable.Range(0, Patterns).Select(number => (EventPattern.Parse(Pattern(number, typed: false)), number)));
        return
        [
            new("Events through 100 patterns that name a type, to sinks in memory", OfIndex(rate, events, typed), "events/s", "1 core, 10 types, 350 bytes an event"),
            new("Events through 100 patterns of which each is tried", OfIndex(rate, events, untyped), "events/s", "1 core"),
        ];
    }

    private static double OfIndex(Rate rate, byte[][] events, PatternIndex<int> index)
    {
        var sinks = new long[Patterns];
        var matching = new List<int>();
        var matched = rate.OfCalls(number =>
        {
            using var bourseEvent = JsonDocument.Parse(events[number % events.Length]);
            matching.Clear();
            index.Match(bourseEvent.RootElement, new MatchBudget(), matching);
            foreach (var sink in matching)
                sinks[sink]++;
        });
        return sinks.Sum() > 0 ? matched : throw new InvalidOperationException("No event matched any pattern.");
    }

    private static string Pattern(int number, bool typed)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"\"type.{number % 10}\"");
        var type = typed ? text : $"{{\"prefix\": {text}}}";
        return string.Create(CultureInfo.InvariantCulture, $$$$"""
        {"detail-type": [{{{{type}}}}],
         "detail": {"productId": [{"prefix": "product-{{{{number / 10}}}}"}], "dataSize": [{"numeric": [">", 1000]}], "funds": {"region": ["EU", {"wildcard": "U*"}]}}}
        """);
    }

    private static byte[] Event(int number) => System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$$$"""
        {"version":"0","id":"evt_00000000000000000000000000000001","detail-type":"type.{{{{number % 10}}}}","source":"bourse","account":"111111111111",
        "time":"2026-03-31T17:00:00Z","region":"eu-central-1","resources":["product-{{{{number % 7}}}}"],"detail":{"productId":"product-{{{{number % 7}}}}",
        "revision":{{{{number}}}},"dataSize":{{{{number * 100}}}},"funds":[{"id":"A","region":"CH"},{"id":"B","region":"US"}]}}
        """));
}
