using System.Security.Cryptography;
using System.Text;

namespace Bourse.Access.Auditing.Checkpoints;

/// <summary>What signed notes (https://c2sp.org/signed-note) say of keys.</summary>
internal static class NoteKey
{
    public const int IdBytes = 4;
    private const byte Ed25519Algorithm = 0x01;

    /// <summary>The bytes after the name in a verifier key: the algorithm and the public key.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> publicKey) => [Ed25519Algorithm, .. publicKey];

    /// <summary>The first four bytes of SHA-256 over name, line feed, algorithm and key.</summary>
    public static byte[] Id(string name, ReadOnlySpan<byte> publicKey) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', .. Encode(publicKey)])[..IdBytes];

    /// <summary>Names are not empty and have neither white space nor a plus sign.</summary>
    public static bool IsName(string name) => name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');
}
