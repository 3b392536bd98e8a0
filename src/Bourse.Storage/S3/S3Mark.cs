using Amazon.S3.Model;

namespace Bourse.Storage.S3;

/// <summary>What we leave with an object when we write it, as its user metadata.</summary>
/// <param name="WriteId">The one call that wrote it: tells an answer that was lost from another writer's object, which may have the same bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal digest of its bytes.</param>
internal sealed record S3Mark(string WriteId, string Sha256)
{
    /// <summary>The name of the metadata that holds <see cref="WriteId"/>.</summary>
    public const string WriteIdName = "x-amz-meta-bourse-write";

    /// <summary>The name of the metadata that holds <see cref="Sha256"/>.</summary>
    public const string Sha256Name = "x-amz-meta-bourse-sha256";

    public void WriteTo(MetadataCollection metadata)
    {
        metadata[WriteIdName] = WriteId;
        metadata[Sha256Name] = Sha256;
    }
}
