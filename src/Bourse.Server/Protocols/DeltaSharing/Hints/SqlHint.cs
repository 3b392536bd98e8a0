using System.Text.RegularExpressions;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Server.Protocols.DeltaSharing.Hints;

/// <summary>
/// A hint in the protocol's restricted SQL (PROTOCOL.md, "SQL Expressions for Filtering"): a column compared with a constant, either way round, or a test for null.
/// Only what
/// means here what it means to Spark is taken: what it would convert first (text compared with numbers, <c>float</c> with decimals), escapes, quotes of
/// identifiers other than back-ticks, and times without a zone are not.
/// </summary>
internal static partial class SqlHint
{
    /// <summary>The condition; null when the text is none that is taken.</summary>
    public static Expression? Parse(string text, DeltaSchema schema)
    {
        if (NullTest().Match(text) is { Success: true } test && Column(test, schema) is { } tested)
            return test.Groups["not"].Success ? new Expression.NotNull(tested.Id) : new Expression.IsNull(tested.Id);
        if (Comparison().Match(text) is { Success: true } plain && Column(plain, schema) is { } column)
            return Compare(column, plain, mirrored: false);
        return Mirrored().Match(text) is { Success: true } mirrored && Column(mirrored, schema) is { } other ? Compare(other, mirrored, mirrored: true) : null;
    }

    private static NestedField? Column(Match match, DeltaSchema schema)
    {
        var name = match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Groups["word"].Value;
        return schema.Fields.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    private static Expression.Compare? Compare(NestedField column, Match match, bool mirrored)
    {
        var value = match.Groups["text"].Success
            ? HintValue.OfText(match.Groups["text"].Value, column.Type, match.Groups["kind"].Value)
            : HintValue.OfWord(match.Groups["number"].Value, column.Type);
        return value is null ? null : new Expression.Compare(Operator(match.Groups["op"].Value, mirrored), column.Id, value);
    }

    private static ComparisonOperator Operator(string text, bool mirrored) => text switch
    {
        "=" or "==" => ComparisonOperator.Equal,
        "<>" or "!=" => ComparisonOperator.NotEqual,
        "<" => mirrored ? ComparisonOperator.Greater : ComparisonOperator.Less,
        "<=" => mirrored ? ComparisonOperator.GreaterOrEqual : ComparisonOperator.LessOrEqual,
        ">" => mirrored ? ComparisonOperator.Less : ComparisonOperator.Greater,
        ">=" => mirrored ? ComparisonOperator.LessOrEqual : ComparisonOperator.GreaterOrEqual,
        _ => throw new ArgumentOutOfRangeException(nameof(text)),
    };

    private const string ColumnForm = @"(?:`(?<quoted>[^`]+)`|(?<word>[A-Za-z_][A-Za-z0-9_]*))";
    private const string ValueForm = @"(?:(?:(?<kind>DATE|TIMESTAMP)\s*)?'(?<text>[^'\\]*)'|(?<number>[+-]?[0-9]+(?:\.[0-9]+)?|TRUE|FALSE))";
    private const string OperatorForm = @"(?<op>==?|<>|!=|<=|>=|<|>)";
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"\A\s*" + ColumnForm + @"\s+IS(?<not>\s+NOT)?\s+NULL\s*\z", Options)]
    private static partial Regex NullTest();

    [GeneratedRegex(@"\A\s*" + ColumnForm + @"\s*" + OperatorForm + @"\s*" + ValueForm + @"\s*\z", Options)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"\A\s*" + ValueForm + @"\s*" + OperatorForm + @"\s*" + ColumnForm + @"\s*\z", Options)]
    private static partial Regex Mirrored();
}
