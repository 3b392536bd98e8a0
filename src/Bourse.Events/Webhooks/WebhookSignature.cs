using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bourse.Events.Webhooks;

/// <summary>
/// Standard Webhooks' signature: <c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>, the timestamp in seconds since 1970
/// (github.com/standard-webhooks/standard-webhooks, section "Signature scheme").
/// </summary>
public static class WebhookSignature
{
    /// <summary>The header with the message's id, constant over retries: the key to de-duplicate by.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header with the time of this attempt.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header with the signature.</summary>
    public const string SignatureHeader = "webhook-signature";

    /// <summary>The value of the signature header for one attempt.</summary>
    public static string Sign(WebhookSecret secret, string id, DateTimeOffset timestamp, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(secret);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret.Key);
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp.ToUnixTimeSeconds()}.")));
        hmac.AppendData(body);
        return $"v1,{Convert.ToBase64String(hmac.GetHashAndReset())}";
    }
}
