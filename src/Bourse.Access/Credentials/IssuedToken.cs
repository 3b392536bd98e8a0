using Bourse.Access.Identity;
using Bourse.Access.Keys;

namespace Bourse.Access.Credentials;

/// <summary>A bearer token just issued.</summary>
/// <param name="Token">The token to send as <c>Authorization: Bearer …</c>.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="Caller">Whom its holder is authenticated as.</param>
public sealed record IssuedToken(SecretText Token, DateTimeOffset ExpiresAt, Caller Caller);
