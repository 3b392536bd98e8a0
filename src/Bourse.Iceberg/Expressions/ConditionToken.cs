using System.Text.RegularExpressions;

namespace Bourse.Iceberg.Expressions;

/// <summary>A piece of a typed condition.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, quotes taken off.</param>
/// <param name="Position">Where it starts, from 1.</param>
internal sealed partial record ConditionToken(ConditionTokenKind Kind, string Text, int Position)
{
    /// <summary>The comparison it is, or null.</summary>
    public ComparisonOperator? Comparison => (Kind, Text) switch
    {
        (ConditionTokenKind.Sign, "=" or "==") => ComparisonOperator.Equal,
        (ConditionTokenKind.Sign, "<>" or "!=") => ComparisonOperator.NotEqual,
        (ConditionTokenKind.Sign, "<") => ComparisonOperator.Less,
        (ConditionTokenKind.Sign, "<=") => ComparisonOperator.LessOrEqual,
        (ConditionTokenKind.Sign, ">") => ComparisonOperator.Greater,
        (ConditionTokenKind.Sign, ">=") => ComparisonOperator.GreaterOrEqual,
        _ => null,
    };

    /// <summary>Splits a text; the last piece is the end.</summary>
    public static IReadOnlyList<ConditionToken> Split(string text)
    {
        var tokens = new List<ConditionToken>();
        for (var at = 0; at < text.Length;)
        {
            var match = Form().Match(text, at);
            if (!match.Success)
                throw new FormatException($"at {at + 1}: '{text[at]}' is not expected here.");
            if (Of(match, at + 1) is { } token)
                tokens.Add(token);
            at += match.Length;
        }
        tokens.Add(new ConditionToken(ConditionTokenKind.End, "the end", text.Length + 1));
        return tokens;
    }

    public bool Is(string word) => Kind is ConditionTokenKind.Word or ConditionTokenKind.Sign && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);

    public FormatException Unexpected(string wanted) => Error($"{wanted} is expected, not {(Kind == ConditionTokenKind.End ? Text : $"'{Text}'")}");

    public FormatException Error(string problem) => new($"at {Position}: {problem}.");

    private static ConditionToken? Of(Match match, int position)
    {
        var text = match.Value;
        if (match.Groups["word"].Success)
            return new ConditionToken(ConditionTokenKind.Word, text, position);
        if (match.Groups["quoted"].Success)
            return new ConditionToken(ConditionTokenKind.Quoted, text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal), position);
        if (match.Groups["text"].Success)
            return new ConditionToken(ConditionTokenKind.Text, text[1..^1].Replace("''", "'", StringComparison.Ordinal), position);
        if (match.Groups["number"].Success)
            return new ConditionToken(ConditionTokenKind.Number, text, position);
        return match.Groups["sign"].Success ? new ConditionToken(ConditionTokenKind.Sign, text, position) : null;
    }

    [GeneratedRegex(
        """\G(?:(?<space>\s+)|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<quoted>"(?:[^"]|"")+")|(?<text>'(?:[^']|'')*')|(?<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?<sign><>|!=|<=|>=|==|[=<>(),]))""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
