using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bourse.Events.Deliveries;

namespace Bourse.Events.Rules;

/// <summary>
/// A template of what is sent, as EventBridge's: <c>&lt;name&gt;</c> stands for the value at a path of the event. Within quotes a text stands without its own quotes
/// and another value
/// as its JSON; outside of quotes a value is JSON. What the event does not have is nothing within quotes, and <c>null</c> outside.
/// </summary>
/// <example>Paths <c>{"product": "$.resources[0]"}</c> and template <c>{"text": "&lt;product&gt; has news", "detail": &lt;aws.events.event.json&gt;}</c>.</example>
public sealed partial record InputTransformer
{
    private const int PathsMax = 100;

    private static readonly string[] s_own =
        ["aws.events.rule-arn", "aws.events.rule-name", "aws.events.event.ingestion-time", "aws.events.event", "aws.events.event.json"];

    /// <summary>Names for paths, at most 100; a name is letters, digits, <c>_</c> and <c>-</c>.</summary>
    public IReadOnlyDictionary<string, string> Paths { get; init; } = new Dictionary<string, string>();

    /// <summary>JSON with names in angle brackets in it, at most 8,192 characters.</summary>
    public required string Template { get; init; }

    internal string? FindMistake()
    {
        if (Paths.Count > PathsMax || Paths.Keys.Any(name => !Name().IsMatch(name) || name.StartsWith("aws.", StringComparison.OrdinalIgnoreCase)))
            return string.Create(CultureInfo.InvariantCulture, $"InputPathsMap must have at most {PathsMax} names of letters, digits, _ and -");
        if (Paths.FirstOrDefault(path => JsonPath.TryParse(path.Value) is null).Key is { } wrong)
            return $"InputPathsMap's {wrong} {JsonPath.Rule}";
        if (Template.Length is 0 or > TargetSettings.InputLengthMax)
            return string.Create(CultureInfo.InvariantCulture, $"InputTemplate must have 1 to {TargetSettings.InputLengthMax} characters");
        if (Variable().Matches(Template).Select(match => match.Groups[1].Value).FirstOrDefault(name => !Paths.ContainsKey(name) && !s_own.Contains(name)) is { } unknown)
            return $"InputTemplate names <{unknown}>, which InputPathsMap does not have";
        return TargetSettings.IsJson(Render(_ => null))
            ? null
            : "InputTemplate must be JSON when every name in it is replaced by a value: put texts in quotes";
    }

    /// <summary>What is sent of an event.</summary>
    internal string Render(JsonElement bourseEvent, string ruleArn, string ruleName, DateTimeOffset publishedAt) => Render(name => name switch
    {
        "aws.events.rule-arn" => JsonSerializer.SerializeToElement(ruleArn),
        "aws.events.rule-name" => JsonSerializer.SerializeToElement(ruleName),
        "aws.events.event.ingestion-time" => JsonSerializer.SerializeToElement(
            publishedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        "aws.events.event.json" => bourseEvent,
        "aws.events.event" => JsonSerializer.SerializeToElement(
            bourseEvent.EnumerateObject().Where(field => field.Name != "detail").ToDictionary(field => field.Name, field => field.Value)),
        _ => JsonPath.TryParse(Paths[name])!.Find(bourseEvent),
    });

    private string Render(Func<string, JsonElement?> find)
    {
        var text = new StringBuilder();
        var (at, isQuoted) = (0, false);
        foreach (Match variable in Variable().Matches(Template))
        {
            var between = Template.AsSpan(at, variable.Index - at);
            isQuoted = EndsQuoted(between, isQuoted);
            text.Append(between).Append(Shown(find(variable.Groups[1].Value), isQuoted));
            at = variable.Index + variable.Length;
            // Too long to be sent already: a template may name a large value thousands of times.
            if (text.Length > DeliveryMessage.BytesMax)
                return text.ToString();
        }
        return text.Append(Template.AsSpan(at)).ToString();
    }

    private static string Shown(JsonElement? value, bool isQuoted)
    {
        if (value is not { } found)
            return isQuoted ? "" : "null";
        if (!isQuoted)
            return found.GetRawText();
        return JsonEncodedText.Encode(found.ValueKind == JsonValueKind.String ? found.GetString()! : found.GetRawText(), JavaScriptEncoder.Default).ToString();
    }

    private static bool EndsQuoted(ReadOnlySpan<char> text, bool isQuoted)
    {
        for (var at = 0; at < text.Length; at++)
            if (text[at] == '\\')
                at++;
            else if (text[at] == '"')
                isQuoted = !isQuoted;
        return isQuoted;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_\-]{1,256}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"<([A-Za-z0-9_.\-]+)>")]
    private static partial Regex Variable();
}
