using System.Security.Cryptography;
using System.Text;

namespace Bourse.Access.Auditing;

/// <summary>
/// Binds a record to a personal value without telling it: HMAC-SHA-256 under a random 256-bit salt over the field's name, a zero byte and
/// the value.
/// With the salt erased, neither guessing nor comparing records tells anything; with it, anybody can check the value.
/// </summary>
public static class Commitment
{
    /// <summary>Length of a salt in bytes.</summary>
    public const int SaltBytes = 32;

    /// <summary>The commitment, 64 lower-case hexadecimal digits.</summary>
    /// <param name="salt">The salt, fresh for each record and field.</param>
    /// <param name="field">The field: <c>address</c> or <c>email</c>.</param>
    /// <param name="value">The value.</param>
    public static string Of(ReadOnlySpan<byte> salt, string field, string value) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes($"{field}\0{value}")));
}
