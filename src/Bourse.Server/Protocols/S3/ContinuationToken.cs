using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Bourse.Server.Protocols.S3;

/// <summary>
/// Where the next page of one listing begins, opaque to clients. It grants nothing, since every page is authorised on its own; it is bound to
/// the listing's prefix and delimiter so that a token of another listing is refused rather than misread.
/// </summary>
internal static class ContinuationToken
{
    private const byte Version = 1;
    private const int BindingLength = 8;

    public static string Write(string prefix, string? delimiter, string after)
    {
        var text = Encoding.UTF8.GetBytes(after);
        var token = new byte[1 + BindingLength + text.Length];
        token[0] = Version;
        Binding(prefix, delimiter).CopyTo(token, 1);
        text.CopyTo(token, 1 + BindingLength);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>The key the page comes after, or null when the token is not one of this listing's.</summary>
    public static string? Read(string prefix, string? delimiter, string token)
    {
        if (!Base64Url.IsValid(token))
            return null;
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length <= 1 + BindingLength || bytes[0] != Version || !bytes.AsSpan(1, BindingLength).SequenceEqual(Binding(prefix, delimiter)))
            return null;
        return Encoding.UTF8.GetString(bytes, 1 + BindingLength, bytes.Length - 1 - BindingLength);
    }

    /// <summary>The answer to a token that is not one of this listing's.</summary>
    public static S3Error Refused(string token) => S3Error.InvalidArgument(
        "continuation-token", token, "The continuation token provided is incorrect: send the NextContinuationToken of this very listing");

    private static byte[] Binding(string prefix, string? delimiter) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(prefix + "\0" + (delimiter ?? "\0")))[..BindingLength];
}
