using System.Text.Json;

namespace Bourse.Events.Patterns;

/// <summary>An event pattern of EventBridge's language, compiled. It says of one event whether it matches; which events it is asked about is not its matter.</summary>
/// <example><code>{"source": ["bourse"], "detail-type": [{"prefix": "revision."}], "detail": {"dataSize": [{"numeric": [">", 0]}]}}</code></example>
/// <remarks>
/// The language is that of docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html and github.com/aws/event-ruler. Fields are those of an object or
/// of objects in
/// arrays; all fields below one array are those of one element.
/// </remarks>
public sealed class EventPattern
{
    /// <summary>The longest pattern, in characters; EventBridge's own limit.</summary>
    public const int LengthMax = 4096;

    /// <summary>The most combinations that the branches of all <c>$or</c> may have.</summary>
    public const int CombinationsMax = 100;

    /// <summary>The deepest field, in levels.</summary>
    public const int DepthMax = 16;

    private readonly IReadOnlyList<FieldsNode> _alternatives;

    private EventPattern(IReadOnlyList<FieldsNode> alternatives) => _alternatives = alternatives;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="PatternException">It is none; the message names the field.</exception>
    public static EventPattern Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new EventPattern(PatternReader.Read(text));
    }

    /// <summary>Whether an event matches. Once the budget is spent everything does.</summary>
    /// <param name="bourseEvent">The event: a JSON object, in Unicode throughout.</param>
    /// <param name="budget">What may be spent; null for a fresh one.</param>
    public bool Matches(JsonElement bourseEvent, MatchBudget? budget = null)
    {
        budget ??= new MatchBudget();
        if (bourseEvent.ValueKind != JsonValueKind.Object)
            return false;
        foreach (var alternative in _alternatives)
            if (alternative.Match(bourseEvent, budget) != PatternFit.None)
                return true;
        return false;
    }

    /// <summary>The texts one of which an event must have in a field of its first level; null when others match too.</summary>
    internal IReadOnlyList<string>? RequiredTexts(string field)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var alternative in _alternatives)
        {
            if ((alternative[field] as ValuesNode)?.RequiredTexts is not { } required)
                return null;
            texts.UnionWith(required);
        }
        return [.. texts];
    }
}
