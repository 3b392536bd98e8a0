using System.Text.Json;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;

namespace Bourse.Access.Credentials;

/// <summary>
/// Reads an IAM session policy (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html):
/// <code>
/// {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"],
///   "Resource": ["arn:aws:s3:::portfolio-analytics", "arn:aws:s3:::portfolio-analytics/nav_history/*"]}]}
/// </code>
/// What it does not know it refuses, rather than make a session wider than its policy.
/// </summary>
internal static class SessionPolicyReader
{
    /// <summary>The form that is taken, for messages.</summary>
    public const string Form = "A session policy has the Version 2012-10-17 and one or more statements of Effect, Action, Resource and, if need be, Sid and Condition; "
        + "actions begin with s3:, resources with arn:aws:s3:::, and neither holds a variable. Deny names s3:GetObject, s3:PutObject, s3:DeleteObject, "
        + "s3:ListBucket or patterns of them. NotAction, NotResource and Principal are not known.";

    private const int CharactersMax = 2048;
    private const int StatementsMax = 20;
    private const string ActionPrefix = "s3:";
    private const string ResourcePrefix = "arn:aws:s3:::";
    private const string Any = "*";
    private static readonly HashSet<string> Fields = new(["Version", "Id", "Statement"], StringComparer.Ordinal);
    private static readonly HashSet<string> StatementFields = new(["Sid", "Effect", "Action", "Resource", "Condition"], StringComparer.Ordinal);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The policy; null when it is not of <see cref="Form"/>.</summary>
    public static SessionPolicy? Read(string text)
    {
        if (text.Length > CharactersMax)
            return null;
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return Statements(document.RootElement) is { } statements ? new SessionPolicy(text, statements) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<PolicyStatement>? Statements(JsonElement root)
    {
        if (!IsObjectOf(root, Fields) || !root.TryGetProperty("Version", out var version) || !Is(version, "2012-10-17")
            || !root.TryGetProperty("Statement", out var element))
        {
            return null;
        }
        List<JsonElement> elements = element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : [element];
        if (elements.Count is 0 or > StatementsMax)
            return null;
        var statements = new List<PolicyStatement>(elements.Count);
        foreach (var one in elements)
        {
            if (Statement(one) is not { } statement)
                return null;
            statements.Add(statement);
        }
        return statements;
    }

    private static PolicyStatement? Statement(JsonElement element)
    {
        if (!IsObjectOf(element, StatementFields) || !element.TryGetProperty("Effect", out var effect)
            || Texts(element, "Action", ActionPrefix, StringComparison.OrdinalIgnoreCase) is not { Count: > 0 } actions
            || Texts(element, "Resource", ResourcePrefix, StringComparison.Ordinal) is not { Count: > 0 } resources)
        {
            return null;
        }
        var allows = Is(effect, "Allow");
        // A denial of what has no name here would deny nothing.
        return allows || (Is(effect, "Deny") && actions.TrueForAll(HasName))
            ? new PolicyStatement(allows, actions, resources, element.TryGetProperty("Condition", out _))
            : null;
    }

    private static bool HasName(string pattern) => S3Name.Actions.Any(action => PolicyStatement.NamesAction(pattern, action));

    private static bool IsObjectOf(JsonElement element, HashSet<string> fields) =>
        element.ValueKind == JsonValueKind.Object && element.EnumerateObject().All(field => fields.Contains(field.Name));

    private static bool Is(JsonElement element, string text) => element.ValueKind == JsonValueKind.String && element.ValueEquals(text);

    private static List<string>? Texts(JsonElement statement, string name, string prefix, StringComparison comparison)
    {
        if (!statement.TryGetProperty(name, out var value) || value.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
            return null;
        List<JsonElement> elements = value.ValueKind == JsonValueKind.String ? [value] : [.. value.EnumerateArray()];
        if (!elements.TrueForAll(element => element.ValueKind == JsonValueKind.String))
            return null;
        var texts = elements.ConvertAll(element => element.GetString()!);
        return texts.TrueForAll(text => (text == Any || text.StartsWith(prefix, comparison)) && !text.Contains("${", StringComparison.Ordinal))
            ? texts
            : null;
    }
}
