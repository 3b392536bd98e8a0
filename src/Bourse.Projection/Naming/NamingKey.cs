using System.Security.Cryptography;
using System.Text;

namespace Bourse.Projection.Naming;

/// <summary>
/// The installation's secret from which every projection's own key is derived, so that the names of two projections have nothing in common and say nothing about what
/// they name; and the keys of keyed hashes. Losing it loses no data: names are kept in the metastore; new chains just get other ones, and new files other pseudonyms.
/// </summary>
public sealed class NamingKey
{
    /// <summary>Length of the secret in bytes.</summary>
    public const int Length = 32;

    private readonly byte[] _secret;

    /// <summary>Takes a secret of <see cref="Length"/> random bytes.</summary>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public NamingKey(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Length)
            throw new ArgumentException($"A naming key has {Length} bytes.", nameof(secret));
        _secret = secret.ToArray();
    }

    /// <summary>The key for one context; another context gives an unrelated key (HKDF-SHA-256, RFC 5869).</summary>
    internal byte[] Derive(string context) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, Length, info: Encoding.UTF8.GetBytes(context));

    /// <summary>Never the secret.</summary>
    public override string ToString() => "NamingKey(…)";
}
