using System.Globalization;
using System.Text.Json;

namespace Bourse.Server.Protocols.EventBridge;

/// <summary>
/// The fields of an operation's input, or of an object in it, read one by one. A field that nobody has read when all is done is one this exchange does not offer: it
/// is refused by name, for
/// silence would promise what is not kept.
/// </summary>
internal sealed class EventBridgeInput
{
    private readonly string _path;
    private readonly Dictionary<string, JsonElement> _unread;

    private EventBridgeInput(JsonElement fields, string path)
    {
        if (fields.ValueKind != JsonValueKind.Object)
            throw new EventBridgeException(EventBridgeError.Serialization);
        _path = path;
        _unread = fields.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null).ToDictionary(field => field.Name, field => field.Value);
    }

    /// <exception cref="EventBridgeException">It is no object.</exception>
    public static EventBridgeInput Of(JsonElement fields) => new(fields, "");

    public string Required(string name) => Optional(name) ?? throw new EventBridgeException(EventBridgeError.Validation($"{_path}{name} must be given."));

    public string? Optional(string name) => Take(name, JsonValueKind.String)?.GetString();

    public int? Integer(string name) =>
        Take(name, JsonValueKind.Number) is not { } value ? null
        : value.TryGetInt32(out var number) ? number
        : throw new EventBridgeException(EventBridgeError.Serialization);

    /// <summary>Seconds since 1970, with fractions, as AWS JSON writes times.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Take(name, JsonValueKind.Number) is not { } value)
            return null;
        return value.TryGetDouble(out var seconds) && seconds is >= 0 and <= 253_402_300_799
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : throw new EventBridgeException(EventBridgeError.Validation($"{_path}{name} must be a time between 1970 and 9999."));
    }

    public EventBridgeInput? Object(string name) => Take(name, JsonValueKind.Object) is { } value ? new EventBridgeInput(value, $"{_path}{name}.") : null;

    /// <summary>The texts of a map.</summary>
    public IReadOnlyDictionary<string, string> Texts(string name) =>
        Take(name, JsonValueKind.Object) is { } value
            ? value.EnumerateObject().ToDictionary(field => field.Name, field => Text(field.Value))
            : new Dictionary<string, string>();

    /// <summary>The objects of a list of some length.</summary>
    public IReadOnlyList<EventBridgeInput> Objects(string name, int countMax) =>
        [.. List(name, 1, countMax).Select((value, at) => new EventBridgeInput(value, string.Create(CultureInfo.InvariantCulture, $"{_path}{name}[{at}].")))];

    /// <summary>The texts of a list of some length.</summary>
    public IReadOnlyList<string> TextList(string name, int countMin, int countMax) => [.. List(name, countMin, countMax).Select(Text)];

    /// <summary>The bus, of which an account has one: it may be left out, or named <c>default</c>, also by its ARN.</summary>
    public void DefaultBus(string name = "EventBusName")
    {
        if (Optional(name) is { } bus && bus != "default" && !bus.EndsWith(":event-bus/default", StringComparison.Ordinal))
            throw new EventBridgeException(new EventBridgeError(400, "ResourceNotFoundException", "An account has one event bus, which is called default."));
    }

    /// <exception cref="EventBridgeException">A field is left that nobody has read.</exception>
    public void End()
    {
        if (_unread.Keys.FirstOrDefault() is { } name)
            throw new EventBridgeException(EventBridgeError.Validation($"{_path}{(name.Length > 64 ? name[..64] : name)} is not offered here: leave it out."));
    }

    private JsonElement? Take(string name, JsonValueKind kind)
    {
        if (!_unread.Remove(name, out var value))
            return null;
        return value.ValueKind == kind ? value : throw new EventBridgeException(EventBridgeError.Serialization);
    }

    private List<JsonElement> List(string name, int countMin, int countMax)
    {
        var values = Take(name, JsonValueKind.Array) is { } list ? list.EnumerateArray().ToList() : [];
        return values.Count >= countMin && values.Count <= countMax
            ? values
            : throw new EventBridgeException(
                EventBridgeError.Validation(string.Create(CultureInfo.InvariantCulture, $"{_path}{name} must have {countMin} to {countMax} entries.")));
    }

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new EventBridgeException(EventBridgeError.Serialization);
}
