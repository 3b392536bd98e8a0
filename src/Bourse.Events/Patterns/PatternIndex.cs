using System.Text.Json;

namespace Bourse.Events.Patterns;

/// <summary>
/// Many patterns with what belongs to each. A pattern that asks for exact values of an event's type or source stands under them, and is tried only against events
/// that have one.
/// </summary>
public sealed class PatternIndex<T>
{
    private static readonly string[] s_fields = ["detail-type", "source"];

    private readonly Dictionary<string, List<Entry>>[] _under = [.. s_fields.Select(_ => new Dictionary<string, List<Entry>>(StringComparer.Ordinal))];
    private readonly List<Entry> _others = [];

    /// <summary>Makes the index.</summary>
    public PatternIndex(IEnumerable<(EventPattern Pattern, T Item)> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var (pattern, item) in entries)
            Add(new Entry(pattern, item));
    }

    /// <summary>Adds what belongs to the patterns that an event matches to a list, each once.</summary>
    public void Match(JsonElement bourseEvent, MatchBudget budget, ICollection<T> matching)
    {
        ArgumentNullException.ThrowIfNull(matching);
        for (var at = 0; at < s_fields.Length; at++)
            if (bourseEvent.TryGetProperty(s_fields[at], out var value) && value.ValueKind == JsonValueKind.String
                && _under[at].TryGetValue(value.GetString()!, out var entries))
                Match(entries, bourseEvent, budget, matching);
        Match(_others, bourseEvent, budget, matching);
    }

    private static void Match(List<Entry> entries, JsonElement bourseEvent, MatchBudget budget, ICollection<T> matching)
    {
        foreach (var entry in entries)
            if (entry.Pattern.Matches(bourseEvent, budget))
                matching.Add(entry.Item);
    }

    // A pattern stands in one place only, so that it is found once.
    private void Add(Entry entry)
    {
        for (var at = 0; at < s_fields.Length; at++)
        {
            if (entry.Pattern.RequiredTexts(s_fields[at]) is not { } texts)
                continue;
            foreach (var text in texts)
                if (_under[at].TryGetValue(text, out var entries))
                    entries.Add(entry);
                else
                    _under[at].Add(text, [entry]);
            return;
        }
        _others.Add(entry);
    }

    private sealed record Entry(EventPattern Pattern, T Item);
}
