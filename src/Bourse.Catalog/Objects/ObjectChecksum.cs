namespace Bourse.Catalog.Objects;

/// <summary>A checksum of S3's.</summary>
/// <param name="Name">Its header, such as <c>x-amz-checksum-crc32</c>.</param>
/// <param name="Value">Its value as the header has it.</param>
public sealed record ObjectChecksum(string Name, string Value)
{
    /// <summary>Whether it is of the parts' checksums, not of the whole content.</summary>
    public bool IsComposite => Value.Contains('-', StringComparison.Ordinal);
}
