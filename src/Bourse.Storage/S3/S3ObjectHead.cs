using Amazon.S3.Model;

namespace Bourse.Storage.S3;

/// <summary>What the service says of an object, with what we left with it when we wrote it.</summary>
/// <param name="Info">Key, size and time.</param>
/// <param name="ETag">Tells it from another object that had the key before.</param>
/// <param name="Sha256">Lower-case hexadecimal digest of the bytes; null when another program wrote it.</param>
/// <param name="WriteId">The one create or adopt that made it; null when another program did.</param>
internal sealed record S3ObjectHead(ObjectInfo Info, string ETag, string? Sha256, string? WriteId)
{
    public static S3ObjectHead Of(ObjectKey key, GetObjectMetadataResponse response) => new(
        new ObjectInfo(key, response.ContentLength, new DateTimeOffset(DateTime.SpecifyKind(response.LastModified ?? default, DateTimeKind.Utc))),
        response.ETag, response.Metadata[S3Mark.Sha256Name], response.Metadata[S3Mark.WriteIdName]);
}
