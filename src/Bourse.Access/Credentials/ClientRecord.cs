using Bourse.Access.Principals;

namespace Bourse.Access.Credentials;

/// <summary>What is kept about a client: the hashes of its secrets in force, and its public keys.</summary>
internal sealed record ClientRecord(PrincipalState State, IReadOnlyList<byte[]> SecretHashes, IReadOnlyList<ClientPublicKey> Keys);
