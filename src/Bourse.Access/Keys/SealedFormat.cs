namespace Bourse.Access.Keys;

/// <summary>
/// The bytes of a sealed secret: version (1), key id (4, big-endian), nonce (12), ciphertext, tag (16). The associated data is the first
/// five bytes and
/// the purpose's UTF-8 text.
/// </summary>
internal static class SealedFormat
{
    public const byte Version = 1;
    public const int HeaderLength = 5;
    public const int NonceLength = 12;
    public const int TagLength = 16;
    public const int OverheadLength = HeaderLength + NonceLength + TagLength;
}
