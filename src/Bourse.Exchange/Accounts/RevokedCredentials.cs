namespace Bourse.Exchange.Accounts;

/// <summary>What was ended of an account's credentials, besides every token and session key.</summary>
/// <param name="Secrets">How many client secrets.</param>
/// <param name="PublicKeys">How many public keys.</param>
/// <param name="ActivationLinks">How many links that were neither used nor over.</param>
public sealed record RevokedCredentials(int Secrets, int PublicKeys, int ActivationLinks);
