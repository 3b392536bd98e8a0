using System.Text.Json;
using Bourse.Access.Identity;
using Bourse.Access.Resources;

namespace Bourse.Access.Credentials;

/// <summary>
/// Reads an IAM session policy. Sessions are confined to one table's objects or not at all, so this takes the policies that say exactly that and refuses every other,
/// rather than make a session wider than its policy:
/// <code>
/// {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"],
///   "Resource": ["arn:aws:s3:::portfolio-analytics", "arn:aws:s3:::portfolio-analytics/nav_history/*"]}]}
/// </code>
/// </summary>
internal static class SessionPolicy
{
    /// <summary>The form that is taken, for messages.</summary>
    public const string Form = "A session policy here allows s3:GetObject and s3:ListBucket on one table and nothing else: the resources "
        + "arn:aws:s3:::<product> and arn:aws:s3:::<product>/<table>/*, in one statement without conditions.";

    private const int CharactersMax = 2048;
    private const string ResourcePrefix = "arn:aws:s3:::";
    private const string ObjectsSuffix = "/*";
    private static readonly HashSet<string> Actions = new(["s3:GetObject", "s3:ListBucket"], StringComparer.Ordinal);
    private static readonly HashSet<string> Fields = new(["Version", "Id", "Statement"], StringComparer.Ordinal);
    private static readonly HashSet<string> StatementFields = new(["Sid", "Effect", "Action", "Resource"], StringComparer.Ordinal);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The scope that a policy says; null when it is not of <see cref="Form"/>.</summary>
    public static SessionScope.OneTable? Read(string policy)
    {
        if (policy.Length > CharactersMax)
            return null;
        try
        {
            using var document = JsonDocument.Parse(policy, Strict);
            return Statement(document.RootElement) is { } statement ? Scope(statement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Statement(JsonElement root)
    {
        if (!IsObjectOf(root, Fields) || !root.TryGetProperty("Version", out var version) || !Is(version, "2012-10-17")
            || !root.TryGetProperty("Statement", out var statement))
        {
            return null;
        }
        if (statement.ValueKind == JsonValueKind.Array)
            return statement.GetArrayLength() == 1 ? statement[0] : null;
        return statement;
    }

    private static SessionScope.OneTable? Scope(JsonElement statement)
    {
        if (!IsObjectOf(statement, StatementFields) || !statement.TryGetProperty("Effect", out var effect) || !Is(effect, "Allow")
            || Texts(statement, "Action") is not { } actions || !Actions.SetEquals(actions)
            || Texts(statement, "Resource") is not { Count: 2 } resources)
        {
            return null;
        }
        var (bucket, objects) = resources[0].Length < resources[1].Length ? (resources[0], resources[1]) : (resources[1], resources[0]);
        if (!bucket.StartsWith(ResourcePrefix, StringComparison.Ordinal) || !objects.StartsWith(bucket + "/", StringComparison.Ordinal)
            || !objects.EndsWith(ObjectsSuffix, StringComparison.Ordinal) || objects.Length <= bucket.Length + 1 + ObjectsSuffix.Length)
        {
            return null;
        }
        // Names are read as data: one with a wildcard or a variable in it is none.
        return ProductName.TryParse(bucket[ResourcePrefix.Length..], out var product)
            && TableName.TryParse(objects[(bucket.Length + 1)..^ObjectsSuffix.Length], out var table)
            ? new SessionScope.OneTable(product, table)
            : null;
    }

    private static bool IsObjectOf(JsonElement element, HashSet<string> fields) =>
        element.ValueKind == JsonValueKind.Object && element.EnumerateObject().All(field => fields.Contains(field.Name));

    private static bool Is(JsonElement element, string text) => element.ValueKind == JsonValueKind.String && element.ValueEquals(text);

    private static List<string>? Texts(JsonElement statement, string name)
    {
        if (!statement.TryGetProperty(name, out var value) || value.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
            return null;
        List<JsonElement> elements = value.ValueKind == JsonValueKind.String ? [value] : [.. value.EnumerateArray()];
        return elements.TrueForAll(element => element.ValueKind == JsonValueKind.String) ? elements.ConvertAll(element => element.GetString()!) : null;
    }
}
