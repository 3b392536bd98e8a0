using System.Diagnostics.CodeAnalysis;

namespace Bourse.Access.Identity;

/// <summary>An account: exactly 12 ASCII digits, as AWS writes them. Provider and subscribers are both accounts.</summary>
public readonly record struct AccountId
{
    private const int Digits = 12;
    private readonly string? _value;

    private AccountId(string value) => _value = value;

    /// <summary>The 12 digits.</summary>
    public string Value => _value ?? throw new InvalidOperationException("An AccountId must be parsed, not defaulted.");

    /// <summary>Parses 12 ASCII digits; anything else is refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AccountId account)
    {
        var valid = text is { Length: Digits } && text.All(char.IsAsciiDigit);
        account = valid ? new AccountId(text!) : default;
        return valid;
    }

    /// <summary>Parses 12 ASCII digits.</summary>
    /// <exception cref="FormatException">The text is not 12 digits.</exception>
    public static AccountId Parse(string text) =>
        TryParse(text, out var account) ? account : throw new FormatException("An account is exactly 12 digits, for example 222222222222.");

    /// <inheritdoc />
    public override string ToString() => Value;
}
