namespace Bourse.Catalog.Objects;

/// <summary>What must hold of the object under a key for a write to it to take effect.</summary>
/// <param name="MustBeAbsent"><c>If-None-Match: *</c>: there is none.</param>
/// <param name="ETag"><c>If-Match</c>: there is one with this entity tag, without quotes, or <c>*</c> for any; null for no such condition.</param>
public sealed record WriteCondition(bool MustBeAbsent = false, string? ETag = null)
{
    /// <summary>No condition.</summary>
    public static WriteCondition None { get; } = new();
}
