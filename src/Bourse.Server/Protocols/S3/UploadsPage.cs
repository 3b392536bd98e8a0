using Bourse.Catalog.Objects;

namespace Bourse.Server.Protocols.S3;

/// <summary>A page of uploads under way.</summary>
/// <param name="Uploads">The uploads on it.</param>
/// <param name="CommonPrefixes">The rolled-up prefixes on it.</param>
/// <param name="IsTruncated">Whether there are more.</param>
/// <param name="LastKey">The key the next page comes after.</param>
/// <param name="LastId">The upload of it that the next page comes after.</param>
internal sealed record UploadsPage(
    IReadOnlyList<MultipartUpload> Uploads, IReadOnlyList<string> CommonPrefixes, bool IsTruncated, string LastKey, string LastId);
