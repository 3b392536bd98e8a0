namespace Bourse.Access.Signing;

/// <summary>The decoded target of a verified request: the very values the signature was computed over.</summary>
/// <param name="Path">The path, percent-decoded once; for services that normalise, without empty, <c>.</c> and <c>..</c>
/// segments.</param>
/// <param name="Query">The decoded parameters in the order received, without those of the signature (<c>X-Amz-*</c> of a presigned
/// request).</param>
public sealed record VerifiedTarget(string Path, IReadOnlyList<KeyValuePair<string, string>> Query)
{
    /// <summary>Path only.</summary>
    public override string ToString() => Path;
}
