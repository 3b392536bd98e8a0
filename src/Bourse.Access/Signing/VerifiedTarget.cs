namespace Bourse.Access.Signing;

/// <summary>The decoded target of a verified request: the very values the signature was computed over.</summary>
/// <param name="Segments">What stands between the path's slashes, each percent-decoded once, so that an encoded slash stays within its segment; for services that
/// normalise, without empty, <c>.</c> and <c>..</c> segments. The first, before the first slash, is empty.</param>
/// <param name="Query">The decoded parameters in the order received, without those of the signature (<c>X-Amz-*</c> of a presigned request).</param>
public sealed record VerifiedTarget(IReadOnlyList<string> Segments, IReadOnlyList<KeyValuePair<string, string>> Query)
{
    /// <summary>The path, with its first slash.</summary>
    public string Path => string.Join('/', Segments);

    /// <summary>Path only.</summary>
    public override string ToString() => Path;
}
