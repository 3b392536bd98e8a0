using System.Text.Json;
using Bourse.Events.Patterns;
using Bourse.Metastore;

namespace Bourse.Events.Rules;

/// <summary>
/// Finds the targets that an event goes to by rules. Compiled patterns are remembered by their text; which rules are in force is read in every transaction.
/// </summary>
internal sealed class RuleMatcher
{
    private const int RememberedMax = 10_000;

    // Order keys are compared, not read: longer ones are cut.
    private const int OrderKeyLengthMax = 256;

    private readonly Dictionary<string, EventPattern> _compiled = new(StringComparer.Ordinal);

    /// <summary>The rules in force that may want events of an audience, by account.</summary>
    public Task<RulesInForce> LoadAsync(IMetastoreSession session, string audience) =>
        LoadAsync(session, "r.enabled = 1 AND (@audience = @Everyone OR t.account = @audience)", new { audience, BourseEvent.Everyone });

    /// <summary>One rule, whether in force or not.</summary>
    public Task<RulesInForce> LoadAsync(IMetastoreSession session, string account, string rule) =>
        LoadAsync(session, "t.account = @account AND t.rule = @rule", new { account, rule });

    private async Task<RulesInForce> LoadAsync(IMetastoreSession session, string condition, object parameters)
    {
        var rows = await session.QueryAsync<Row>(
            $"""
            SELECT t.id, t.account, t.rule, r.pattern, t.settings FROM event_targets t JOIN event_rules r ON r.account = t.account AND r.name = t.rule
             WHERE {condition} ORDER BY t.account, t.rule, t.name
            """,
            parameters);
        return new RulesInForce([.. rows.GroupBy(row => row.Account).Select(account => new PatternIndex<IReadOnlyList<Row>>(
            account.GroupBy(row => row.Rule).Select(rule => (Compiled(rule.First().Pattern), (IReadOnlyList<Row>)[.. rule]))))]);
    }

    private EventPattern Compiled(string text)
    {
        if (_compiled.TryGetValue(text, out var known))
            return known;
        if (_compiled.Count == RememberedMax)
            _compiled.Clear();
        return _compiled[text] = EventPattern.Parse(text);
    }

    private static string OrderKey(JsonElement bourseEvent, string path)
    {
        var value = JsonPath.TryParse(path)!.Find(bourseEvent);
        var text = value is { } found ? found.GetRawText() : "";
        return text.Length <= OrderKeyLengthMax ? text : text[..OrderKeyLengthMax];
    }

    /// <summary>Rules of some accounts, each with its targets.</summary>
    internal sealed class RulesInForce(IReadOnlyList<PatternIndex<IReadOnlyList<Row>>> accounts)
    {
        public bool IsEmpty => accounts.Count == 0;

        /// <summary>Where an event goes. Each account pays for its own patterns.</summary>
        public List<MatchedTarget> Match(JsonElement bourseEvent)
        {
            var matching = new List<IReadOnlyList<Row>>();
            foreach (var account in accounts)
                account.Match(bourseEvent, new MatchBudget(), matching);
            return [.. matching.SelectMany(rows => rows).Select(
                row => new MatchedTarget(row.Id, row.Parsed.OrderBy is { } path ? OrderKey(bourseEvent, path) : null))];
        }
    }

    /// <summary>A target with its rule.</summary>
    internal sealed record Row
    {
        private TargetSettings? _settings;

        public required string Id { get; init; }

        public required string Account { get; init; }

        public required string Rule { get; init; }

        public required string Pattern { get; init; }

        public required string Settings { get; init; }

        public TargetSettings Parsed => _settings ??= TargetSettings.Parse(Settings);
    }
}
