using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Bourse.Access.Resources;

/// <summary>A table's name within its product.</summary>
public readonly partial record struct TableName
{
    private readonly string? _value;

    private TableName(string value) => _value = value;

    /// <summary>The name as written.</summary>
    public string Value => _value ?? throw new InvalidOperationException("TableName must be parsed, not defaulted.");

    /// <summary>Parses a name of the form <c>[a-z][a-z0-9_]{0,62}</c>; anything else is refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TableName name)
    {
        var valid = text is not null && Form().IsMatch(text);
        name = valid ? new TableName(text!) : default;
        return valid;
    }

    /// <summary>Parses a name of the form <c>[a-z][a-z0-9_]{0,62}</c>.</summary>
    /// <exception cref="FormatException">The text does not have that form.</exception>
    public static TableName Parse(string text) =>
        TryParse(text, out var name)
            ? name
            : throw new FormatException("A table name has 1 to 63 lower-case letters, digits and underscores, and starts with a letter, "
                + "for example nav_history.");

    /// <inheritdoc />
    public override string ToString() => Value;

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
