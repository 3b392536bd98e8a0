using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bourse.Events.Rules;

/// <summary>
/// How a target gets its events: what is sent, for how long, in which order. At most one of the three inputs is given; with none the event is sent as CloudEvents
/// has it.
/// </summary>
public sealed record TargetSettings
{
    /// <summary>The longest input, path or template, in characters; EventBridge's limit.</summary>
    public const int InputLengthMax = 8192;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>JSON that is sent instead of any event.</summary>
    public string? Input { get; init; }

    /// <summary>Which part of the event, in EventBridge's form, is sent: <c>$.detail</c>.</summary>
    public string? InputPath { get; init; }

    /// <summary>A template of what is sent.</summary>
    public InputTransformer? Transformer { get; init; }

    /// <summary>Repeated attempts before an event is dead, 0 to 185; null for as many as the age allows.</summary>
    public int? RetriesMax { get; init; }

    /// <summary>The age from which an event is not tried again, 60 to 86,400 s; null for 3,600 s with a rule, and none for a webhook's own subscription.</summary>
    public int? AgeSecondsMax { get; init; }

    /// <summary>A path into the event, in EventBridge's form: events with the same value there arrive one after another. Null for no order.</summary>
    public string? OrderBy { get; init; }

    internal string ToJson() => JsonSerializer.Serialize(this, s_json);

    internal static TargetSettings Parse(string json) => JsonSerializer.Deserialize<TargetSettings>(json, s_json)!;

    /// <summary>What is wrong with them, naming the property; null when nothing is.</summary>
    public string? FindMistake()
    {
        if (new object?[] { Input, InputPath, Transformer }.Count(input => input is not null) > 1)
            return "Only one of Input, InputPath and InputTransformer may be given";
        if (Input is not null && (Input.Length > InputLengthMax || !IsJson(Input)))
            return string.Create(CultureInfo.InvariantCulture, $"Input must be JSON of at most {InputLengthMax} characters");
        if (InputPath is not null && JsonPath.TryParse(InputPath) is null)
            return $"InputPath {JsonPath.Rule}";
        if (RetriesMax is < 0 or > 185)
            return "MaximumRetryAttempts must be between 0 and 185";
        if (AgeSecondsMax is < 60 or > 86_400)
            return "MaximumEventAgeInSeconds must be between 60 and 86400";
        if (OrderBy is not null && JsonPath.TryParse(OrderBy) is null)
            return $"PartitionKeyPath {JsonPath.Rule}";
        return Transformer?.FindMistake();
    }

    internal static bool IsJson(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
