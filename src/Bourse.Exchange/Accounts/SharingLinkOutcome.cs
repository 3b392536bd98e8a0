using Bourse.Access.Credentials;

namespace Bourse.Exchange.Accounts;

/// <summary>What making a link for a Delta Sharing profile came to.</summary>
public abstract record SharingLinkOutcome
{
    private SharingLinkOutcome() { }

    /// <summary>It was made.</summary>
    public sealed record Made(ActivationLink Link) : SharingLinkOutcome;

    /// <summary>There is no such account.</summary>
    public sealed record NoAccount : SharingLinkOutcome;

    /// <summary>The account has <see cref="SharingTokenStore.TokensMax"/> profiles in force.</summary>
    public sealed record TooMany : SharingLinkOutcome;

    /// <summary>The account has no profile in force, so there is none to take the place of.</summary>
    public sealed record NothingToReplace : SharingLinkOutcome;
}
