using Bourse.Access.Keys;

namespace Bourse.Access.Credentials;

/// <summary>A sharing token just made.</summary>
/// <param name="Token">What is kept of it.</param>
/// <param name="Secret">The bearer token: shown once, kept nowhere.</param>
public sealed record NewSharingToken(SharingToken Token, SecretText Secret);
