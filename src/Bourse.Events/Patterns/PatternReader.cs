using System.Globalization;
using System.Text.Json;

namespace Bourse.Events.Patterns;

/// <summary>Reads a pattern's text into alternatives of which one must match: what the branches of its <c>$or</c> multiply out to.</summary>
internal static class PatternReader
{
    private const string Or = "$or";

    /// <exception cref="PatternException">It is no pattern.</exception>
    public static IReadOnlyList<FieldsNode> Read(string text)
    {
        if (text.Length > EventPattern.LengthMax)
            throw new PatternException("", string.Create(CultureInfo.InvariantCulture, $"must have at most {EventPattern.LengthMax} characters"));
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new PatternException("", "must be a JSON object");
            return ReadFields(document.RootElement, "", 1);
        }
        catch (JsonException mistake)
        {
            var where = mistake.LineNumber is null
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $" (line {mistake.LineNumber + 1}, byte {mistake.BytePositionInLine + 1})");
            throw new PatternException("", $"must be JSON whose objects name each field once{where}");
        }
        // Reading a string that is no Unicode (a lone \ud800) is an invalid operation to the parser.
        catch (InvalidOperationException)
        {
            throw new PatternException("", "must be Unicode throughout");
        }
    }

    private static List<FieldsNode> ReadFields(JsonElement fields, string path, int depth)
    {
        if (depth > EventPattern.DepthMax)
            throw new PatternException(path, string.Create(CultureInfo.InvariantCulture, $"is deeper than {EventPattern.DepthMax} levels"));
        if (fields.GetPropertyCount() == 0)
            throw new PatternException(path, "must not be an empty object");
        var read = fields.EnumerateObject().Select(field => ReadAny(field, path, depth)).ToList();
        // What has no alternatives first: so it is put together once and not for each combination.
        return read.OrderBy(alternatives => alternatives.Count > 1).Aggregate(new List<FieldsNode> { FieldsNode.Empty }, (all, more) => Multiply(all, more, path));
    }

    private static List<FieldsNode> ReadAny(JsonProperty field, string path, int depth)
    {
        var own = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
        return field.Name == Or && IsRelation(field.Value)
            ? [.. field.Value.EnumerateArray().SelectMany(branch => ReadFields(branch, own, depth + 1))]
            : ReadField(field, own, depth);
    }

    private static List<FieldsNode> ReadField(JsonProperty field, string path, int depth) => field.Value.ValueKind switch
    {
        JsonValueKind.Object => [.. ReadFields(field.Value, path, depth + 1).Select(node => FieldsNode.Empty.With(field.Name, node))],
        JsonValueKind.Array => [FieldsNode.Empty.With(field.Name, ConditionReader.Read(field.Value, path))],
        _ => throw new PatternException(path, "must be an object or an array"),
    };

    private static List<FieldsNode> Multiply(List<FieldsNode> alternatives, List<FieldsNode> others, string path)
    {
        if (alternatives.Count * others.Count > EventPattern.CombinationsMax)
            throw new PatternException(path, string.Create(CultureInfo.InvariantCulture, $"leads to more than {EventPattern.CombinationsMax} combinations of $or"));
        return [.. alternatives.SelectMany(_ => others, (first, second) => first.With(second))];
    }

    // A field may be called $or: event ruler takes it for one unless two or more objects stand there, none empty and none with the name of an operator.
    private static bool IsRelation(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() >= 2 && value.EnumerateArray().All(
            branch => branch.ValueKind == JsonValueKind.Object && branch.GetPropertyCount() > 0
                && !branch.EnumerateObject().Any(field => ConditionReader.Operators.Contains(field.Name)));
}
