using Bourse.Projection;

namespace Bourse.Exchange.Reading;

/// <summary>A page of a bucket's listing, in ordinal order of keys.</summary>
/// <param name="Objects">The objects on this page.</param>
/// <param name="CommonPrefixes">The rolled-up prefixes on this page.</param>
/// <param name="Next">What to pass as <see cref="ObjectListRequest.After"/> for the next page; null when this is the last.</param>
public sealed record ObjectPage(IReadOnlyList<ProjectedObject> Objects, IReadOnlyList<string> CommonPrefixes, string? Next);
