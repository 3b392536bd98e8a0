using Bourse.Access.Keys;

namespace Bourse.Access.Credentials;

/// <summary>A one-time link just made.</summary>
/// <param name="Token">256 bits as 43 characters of base64url: the last part of the link's address. Kept nowhere.</param>
/// <param name="ExpiresAt">Until when it can be used: 24 hours.</param>
/// <param name="Replaces">Whether a link that could still be used ended with it.</param>
/// <param name="HasCredentials">Whether the client can prove itself already: it needs the link for another credential alone.</param>
public sealed record ActivationLink(SecretText Token, DateTimeOffset ExpiresAt, bool Replaces, bool HasCredentials);
