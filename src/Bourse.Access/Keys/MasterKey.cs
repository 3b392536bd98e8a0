using System.Security.Cryptography;

namespace Bourse.Access.Keys;

/// <summary>One key of the ring. It is never used itself, only keys derived from it.</summary>
internal sealed record MasterKey(uint Id, DateTimeOffset CreatedAt, byte[] Bytes)
{
    public const int LengthBytes = 32;

    public string IdText => Id.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether it opens what the other one sealed. An id alone says little: the key behind it may be another.</summary>
    public bool IsSameAs(MasterKey other) => Id == other.Id && CryptographicOperations.FixedTimeEquals(Bytes, other.Bytes);

    public override string ToString() => IdText;
}
