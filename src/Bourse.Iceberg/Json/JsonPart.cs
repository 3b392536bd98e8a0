using System.Text;
using System.Text.Json;

namespace Bourse.Iceberg.Json;

/// <summary>An element of a JSON document with the path to it, so that errors name the field. Members that nobody asks for are tolerated.</summary>
internal readonly record struct JsonPart(JsonElement Element, string Path)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 128 };

    /// <summary>Parses a document; the same member twice is refused.</summary>
    public static T Parse<T>(ReadOnlyMemory<byte> utf8, string what, Func<JsonPart, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            return read(new JsonPart(document.RootElement, what));
        }
        catch (JsonException e)
        {
            throw new IcebergFormatException($"{what}: not valid JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e) when (e.InnerException is DecoderFallbackException)
        {
            // The name of a member, which is decoded only when it is asked for.
            throw new IcebergFormatException($"{what}: holds a name that is not UTF-8.", e);
        }
    }

    /// <summary>A member that must be there and not null.</summary>
    public JsonPart Required(string name) => Optional(name) ?? throw Error($"lacks '{name}'");

    /// <summary>A member, or null when it is absent or null.</summary>
    public JsonPart? Optional(string name)
    {
        if (Element.ValueKind != JsonValueKind.Object)
            throw Error("must be an object");
        return Element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? new JsonPart(member, $"{Path}.{name}")
            : null;
    }

    public int Int() => Element.ValueKind == JsonValueKind.Number && Element.TryGetInt32(out var value) ? value : throw Error("must be a 32-bit integer");

    public long Long() => Element.ValueKind == JsonValueKind.Number && Element.TryGetInt64(out var value) ? value : throw Error("must be a 64-bit integer");

    /// <summary>A snapshot's id. Some writers take all 64 bits for the number; such ids are the negative ones of the same bits, as Avro has them.</summary>
    public long SnapshotId() =>
        Element.ValueKind == JsonValueKind.Number && Element.TryGetUInt64(out var unsigned) ? unchecked((long)unsigned) : Long();

    public bool Bool() => Element.ValueKind is JsonValueKind.True or JsonValueKind.False ? Element.GetBoolean() : throw Error("must be true or false");

    public string Text()
    {
        if (Element.ValueKind != JsonValueKind.String)
            throw Error("must be text");
        try
        {
            return Element.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new IcebergFormatException($"{Path} holds text that is not well-formed Unicode", e);
        }
    }

    public Guid Guid() => Element.ValueKind == JsonValueKind.String && Element.TryGetGuid(out var value) ? value : throw Error("must be a UUID");

    /// <summary>The items of an array, each with its path.</summary>
    public IReadOnlyList<JsonPart> Items()
    {
        if (Element.ValueKind != JsonValueKind.Array)
            throw Error("must be an array");
        var path = Path;
        return [.. Element.EnumerateArray().Select((item, i) => new JsonPart(item, $"{path}[{i}]"))];
    }

    /// <summary>An object whose members are all text.</summary>
    public TextDictionary TextMembers()
    {
        var path = Path;
        return new TextDictionary(Members().Select(m => KeyValuePair.Create(m.Name, new JsonPart(m.Value, $"{path}.{m.Name}").Text())));
    }

    public IEnumerable<JsonProperty> Members() =>
        Element.ValueKind == JsonValueKind.Object ? Element.EnumerateObject() : throw Error("must be an object");

    public IcebergFormatException Error(string problem) => new($"{Path} {problem}");
}
