namespace Bourse.Access.Keys;

/// <summary>A key of the ring, without the key.</summary>
/// <param name="Id">Its id, 8 hexadecimal digits, which stands in every ciphertext it made.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record KeyDescription(string Id, DateTimeOffset CreatedAt);
