using System.Security.Cryptography;
using System.Text;

namespace Bourse.Access.Authorization;

public sealed partial record RuleSet
{
    private string? _digest;

    /// <summary>Makes a rule set whose members are set by the initialiser.</summary>
    public RuleSet()
    {
    }

    // What 'with' copies: never the digest, which would be that of the original.
    private RuleSet(RuleSet original) => (FieldIds, RowFilter, Masks) = (original.FieldIds, original.RowFilter, original.Masks);

    /// <summary>
    /// The SHA-256 of the canonical JSON (<see cref="RuleSetJson"/>), 64 lower-case hexadecimal digits. Computed once; rule sets with one
    /// digest are equal.
    /// </summary>
    public string Digest => _digest ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RuleSetJson.ToCanonicalText(this))));

    /// <summary>Whether both see the same cells.</summary>
    public bool Equals(RuleSet? other) => other is not null && (ReferenceEquals(this, other) || Digest == other.Digest);

    /// <inheritdoc />
    public override int GetHashCode() => Digest.GetHashCode(StringComparison.Ordinal);
}
