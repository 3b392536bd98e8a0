using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Bourse.Server.Composition;

/// <summary>Reads one JSON object strictly: wrong kinds and unknown keys are mistakes with their path.</summary>
internal sealed class OptionsReader(JsonElement element, string path, List<string> mistakes)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public void Mistake(string key, string what) => mistakes.Add($"{Path(key)}: {what}");

    public string? Text(string key)
    {
        if (Find(key) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
            return text;
        Mistake(key, "must be text in quotes, and not empty.");
        return null;
    }

    public string RequiredText(string key, string example)
    {
        if (Find(key) is null)
            Mistake(key, $"is missing; give it, for example {example}.");
        return Text(key) ?? "";
    }

    public int? Integer(string key)
    {
        if (Find(key) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
            return number;
        Mistake(key, "must be a whole number.");
        return null;
    }

    public bool? Flag(string key)
    {
        if (Find(key) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Mistake(key, "must be true or false.");
        return null;
    }

    public IReadOnlyList<string> Texts(string key)
    {
        if (Find(key) is not { } value)
            return [];
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        Mistake(key, "must be a list of texts.");
        return [];
    }

    public OptionsReader? Section(string key)
    {
        if (Find(key) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Object)
            return new OptionsReader(value, Path(key), mistakes);
        Mistake(key, "must be an object in braces.");
        return null;
    }

    public IPEndPoint? Endpoint(string key)
    {
        if (Text(key) is not { } text)
            return null;
        if (IPEndPoint.TryParse(text, out var endpoint)
            && text.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{endpoint.Port}"), StringComparison.Ordinal))
            return endpoint;
        Mistake(key, $"'{text}' must be an address and a port, for example 127.0.0.1:8080.");
        return null;
    }

    public Uri? Address(string key)
    {
        if (Text(key) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address))
            return address;
        Mistake(key, $"'{text}' must be an address such as https://data.example.com.");
        return null;
    }

    /// <summary>Every key that nothing asked for is a mistake: most likely a misspelt one.</summary>
    public void Finish()
    {
        foreach (var property in element.EnumerateObject().Where(property => !_read.Contains(property.Name)))
            Mistake(property.Name, $"is no key here; there are {string.Join(", ", _read.Order(StringComparer.Ordinal))}.");
    }

    private JsonElement? Find(string key)
    {
        _read.Add(key);
        return element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private string Path(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
