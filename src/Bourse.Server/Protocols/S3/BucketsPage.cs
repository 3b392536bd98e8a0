namespace Bourse.Server.Protocols.S3;

/// <summary>A page of the caller's buckets.</summary>
/// <param name="Products">Their names in ordinal order.</param>
/// <param name="NextToken">What to send as <c>continuation-token</c> for the next page; null when this is the last.</param>
internal sealed record BucketsPage(IReadOnlyList<string> Products, string? NextToken);
