using Bourse.Access.Signing;

namespace Bourse.Cli.Clients;

/// <summary>Session keys as STS gave them.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Expiration">When they end, as STS wrote it.</param>
internal sealed record RoleKeys(SigningCredentials Keys, string Expiration);
