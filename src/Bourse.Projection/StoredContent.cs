namespace Bourse.Projection;

/// <summary>Bytes in one of our stores, with what they must be.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Key">The key in it.</param>
/// <param name="Length">The size in bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the bytes.</param>
internal sealed record StoredContent(string Store, string Key, long Length, string Sha256) : ObjectContent(Store, Key, Length, Sha256)
{
    /// <summary>In no store.</summary>
    public static StoredContent None { get; } = new("", "", 0, "");
}
