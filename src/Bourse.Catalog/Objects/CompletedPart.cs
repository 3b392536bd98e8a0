namespace Bourse.Catalog.Objects;

/// <summary>A part as completion names it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="ETag">Its entity tag, without quotes.</param>
/// <param name="Checksum">Its checksum in base64; null when completion does not say.</param>
public sealed record CompletedPart(int Number, string ETag, string? Checksum);
