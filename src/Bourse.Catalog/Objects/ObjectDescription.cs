using System.Text.Json;

namespace Bourse.Catalog.Objects;

/// <summary>What a writer says of an object besides its bytes, kept and given back as sent.</summary>
public sealed record ObjectDescription
{
    /// <summary>Nothing said.</summary>
    public static ObjectDescription Empty { get; } = new();

    /// <summary>HTTP headers by their names: <c>Content-Type</c>, <c>Cache-Control</c> and so on.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>User metadata by lower-case name, without <c>x-amz-meta-</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>A checksum by its header's name, such as <c>x-amz-checksum-crc32</c>, with its base64 value (of an upload in parts, where it is one of checksums,
    /// followed by <c>-N</c>); null when none was sent.</summary>
    public ObjectChecksum? Checksum { get; init; }

    internal string ToJson() => JsonSerializer.Serialize(this);

    internal static ObjectDescription FromJson(string json) =>
        JsonSerializer.Deserialize<ObjectDescription>(json) ?? throw new InvalidDataException("An object's description is empty.");
}
