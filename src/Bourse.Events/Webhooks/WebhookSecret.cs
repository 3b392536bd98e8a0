using System.Security.Cryptography;

namespace Bourse.Events.Webhooks;

/// <summary>The key that one webhook's messages are signed with. It prints as nothing; only <see cref="Reveal"/> gives the text.</summary>
/// <remarks>The text form is Standard Webhooks' (standardwebhooks.com): <c>whsec_</c> and 24 to 64 bytes in base64.</remarks>
public sealed class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int BytesMin = 24;
    private const int BytesMax = 64;
    private const int BytesNew = 32;

    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    internal ReadOnlySpan<byte> Key => _key;

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">Not <c>whsec_</c> and base64 of 24 to 64 bytes. The message does not repeat the text.</exception>
    public static WebhookSecret Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var key = new byte[BytesMax];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Convert.TryFromBase64String(text[Prefix.Length..], key, out var length)
            || length < BytesMin)
            throw new FormatException($"A webhook secret is {Prefix} and base64 of {BytesMin} to {BytesMax} bytes.");
        return new WebhookSecret(key[..length]);
    }

    /// <summary>The text form, to be shown once to whom it belongs.</summary>
    public string Reveal() => Prefix + Convert.ToBase64String(_key);

    /// <summary>Says nothing.</summary>
    public override string ToString() => $"{Prefix}…";

    internal static WebhookSecret Create(RandomNumberGenerator random)
    {
        var key = new byte[BytesNew];
        random.GetBytes(key);
        return new WebhookSecret(key);
    }

    internal static WebhookSecret FromKey(byte[] key) => new(key);
}
