namespace Bourse.Access.Identity;

/// <summary>Who acts: a user, role or service of one account.</summary>
/// <param name="Account">The account it belongs to.</param>
/// <param name="Name">Its name in that account, 1 to 64 letters, digits and <c>._-</c>.</param>
public sealed record Principal(AccountId Account, string Name)
{
    /// <summary>The principal every subscriber account starts with: what its client credentials act as.</summary>
    public const string ClientName = "client";

    /// <inheritdoc />
    public override string ToString() => $"{Account}/{Name}";
}
