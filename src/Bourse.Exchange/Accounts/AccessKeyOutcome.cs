using Bourse.Access.Credentials;

namespace Bourse.Exchange.Accounts;

/// <summary>What making an access key came to.</summary>
public abstract record AccessKeyOutcome
{
    private AccessKeyOutcome() { }

    /// <summary>It was made.</summary>
    public sealed record Made(NewAccessKey Key) : AccessKeyOutcome;

    /// <summary>There is no such account.</summary>
    public sealed record NoAccount : AccessKeyOutcome;

    /// <summary>The account has <see cref="AccessKeyStore.KeysMax"/> in force.</summary>
    public sealed record TooMany : AccessKeyOutcome;
}
