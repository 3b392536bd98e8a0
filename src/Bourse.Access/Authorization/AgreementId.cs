using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Bourse.Access.Authorization;

/// <summary>The number of a commercial agreement, as the provider's contract system writes it.</summary>
public readonly partial record struct AgreementId
{
    private readonly string? _value;

    private AgreementId(string value) => _value = value;

    /// <summary>The name as written.</summary>
    public string Value => _value ?? throw new InvalidOperationException("AgreementId must be parsed, not defaulted.");

    /// <summary>Parses a name of the form <c>[A-Za-z0-9][A-Za-z0-9._-]{0,63}</c>; anything else is refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AgreementId name)
    {
        var valid = text is not null && Form().IsMatch(text);
        name = valid ? new AgreementId(text!) : default;
        return valid;
    }

    /// <summary>Parses a name of the form <c>[A-Za-z0-9][A-Za-z0-9._-]{0,63}</c>.</summary>
    /// <exception cref="FormatException">The text does not have that form.</exception>
    public static AgreementId Parse(string text) =>
        TryParse(text, out var name)
            ? name
            : throw new FormatException("An agreement number has 1 to 64 letters, digits, dots, underscores and hyphens, and starts with a letter or digit, "
                + "for example CTR-2024-001.");

    /// <inheritdoc />
    public override string ToString() => Value;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
