using System.Security.Cryptography;
using System.Text;
using Bourse.Access.Authorization;
using Bourse.Access.Authorization.Masks;
using Bourse.DuckDb;
using Bourse.Projection.Naming;

namespace Bourse.Projection.Masking;

/// <summary>
/// The keys of keyed hashes, as variables of a connection: a statement that masks names them and does not hold them, so no error that quotes it does. A variable is
/// a key padded to a block and combined with the inner or the outer pad of HMAC (RFC 2104, section 2).
/// </summary>
internal static class MaskKeys
{
    private const int BlockBytes = 64;
    private const byte InnerPad = 0x36;
    private const byte OuterPad = 0x5c;

    /// <summary>Gives a connection the keys of a rule set's masks.</summary>
    public static void Bind(DuckDbConnection connection, RuleSet rules, NamingKey secret)
    {
        foreach (var key in rules.Masks.Values.OfType<Mask.KeyedHash>().Select(m => m.Key).Distinct())
        {
            var derived = secret.Derive(Context(key));
            connection.Execute($"SET VARIABLE {Variable(key, InnerPad)} = unhex('{Padded(derived, InnerPad)}')");
            connection.Execute($"SET VARIABLE {Variable(key, OuterPad)} = unhex('{Padded(derived, OuterPad)}')");
        }
    }

    /// <summary>What a key is derived for.</summary>
    public static string Context(HashKey key) => "mask\n" + key.Name;

    /// <summary>The HMAC-SHA-256 of bytes, as 64 hexadecimal digits.</summary>
    /// <param name="key">The key.</param>
    /// <param name="bytes">SQL of type BLOB.</param>
    public static string HmacSql(HashKey key, string bytes) =>
        $"sha256(getvariable('{Variable(key, OuterPad)}') || unhex(sha256(getvariable('{Variable(key, InnerPad)}') || {bytes})))";

    private static string Variable(HashKey key, byte pad) =>
        $"mask_{(pad == InnerPad ? "inner" : "outer")}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Name)))}";

    private static string Padded(ReadOnlySpan<byte> key, byte pad)
    {
        var block = new byte[BlockBytes];
        key.CopyTo(block);
        for (var i = 0; i < block.Length; i++)
            block[i] ^= pad;
        return Convert.ToHexStringLower(block);
    }
}
