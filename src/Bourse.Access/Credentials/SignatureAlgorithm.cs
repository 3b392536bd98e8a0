namespace Bourse.Access.Credentials;

/// <summary>The JWS algorithms a client's assertion may use (RFC 7518 section 3.1). Each registered key is pinned to one.</summary>
internal enum SignatureAlgorithm
{
    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256.</summary>
    RS256,

    /// <summary>RSASSA-PSS with SHA-256, salt of 32 bytes.</summary>
    PS256,

    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    ES256,

    /// <summary>Ed25519 (RFC 8037 section 3.1).</summary>
    EdDSA,
}
