using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Bourse.Server.Tests;

/// <summary>The part of JSON Schema that the Iceberg REST OpenAPI document uses: type, required, properties, items, enum, combinations, references.</summary>
internal sealed class OpenApiSchema
{
    private readonly YamlMappingNode _schemas;

    public OpenApiSchema(string path)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(path);
        yaml.Load(reader);
        _schemas = (YamlMappingNode)yaml.Documents[0].RootNode["components"]["schemas"];
    }

    /// <summary>What is wrong with a value, each with its path; empty when it is valid.</summary>
    public IReadOnlyList<string> Mistakes(string schema, JsonElement value) => [.. Check((YamlMappingNode)_schemas[schema], value, "$")];

    private IEnumerable<string> Check(YamlMappingNode schema, JsonElement value, string path)
    {
        if (Text(schema, "$ref") is { } reference)
            return Check((YamlMappingNode)_schemas[reference[(reference.LastIndexOf('/') + 1)..]], value, path);
        if (value.ValueKind == JsonValueKind.Null && Text(schema, "nullable") == "true")
            return [];
        var mistakes = new List<string>();
        foreach (var part in Sequence(schema, "allOf"))
            mistakes.AddRange(Check((YamlMappingNode)part, value, path));
        foreach (var choice in new[] { "anyOf", "oneOf" })
        {
            var options = Sequence(schema, choice).Select(option => Check((YamlMappingNode)option, value, path).ToList()).ToList();
            if (options.Count > 0 && options.TrueForAll(o => o.Count > 0))
                mistakes.Add($"{path}: fits no {choice}: {string.Join(" | ", options.Select(o => o[0]))}");
        }
        if (Text(schema, "type") is { } type && !IsOf(type, value))
            return [.. mistakes, $"{path}: {value.ValueKind} is no {type}"];
        var allowed = Sequence(schema, "enum").Select(node => node.ToString()).ToList();
        if (allowed.Count > 0 && !allowed.Contains(value.ToString()))
            mistakes.Add($"{path}: '{value}' is none of {string.Join(", ", allowed)}");
        if (value.ValueKind == JsonValueKind.Object)
            mistakes.AddRange(CheckObject(schema, value, path));
        if (value.ValueKind == JsonValueKind.Array && schema.Children.TryGetValue("items", out var items))
            mistakes.AddRange(value.EnumerateArray().SelectMany((item, i) => Check((YamlMappingNode)items, item, $"{path}[{i}]")));
        return mistakes;
    }

    private IEnumerable<string> CheckObject(YamlMappingNode schema, JsonElement value, string path)
    {
        foreach (var required in Sequence(schema, "required").Where(name => !value.TryGetProperty(name.ToString(), out _)))
            yield return $"{path}: {required} is missing";
        var properties = schema.Children.TryGetValue("properties", out var all) ? (YamlMappingNode)all : new YamlMappingNode();
        var others = schema.Children.TryGetValue("additionalProperties", out var node) ? node : null;
        foreach (var property in value.EnumerateObject())
        {
            var child = properties.Children.TryGetValue(property.Name, out var known) ? known : others;
            if (child is YamlScalarNode { Value: "false" })
                yield return $"{path}: {property.Name} is not allowed";
            if (child is YamlMappingNode mapping)
            {
                foreach (var mistake in Check(mapping, property.Value, $"{path}.{property.Name}"))
                    yield return mistake;
            }
        }
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => true,
    };

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) && value is YamlScalarNode s ? s.Value : null;

    private static IEnumerable<YamlNode> Sequence(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) && value is YamlSequenceNode s ? s.Children : [];
}
