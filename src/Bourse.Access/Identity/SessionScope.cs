using Bourse.Access.Resources;

namespace Bourse.Access.Identity;

/// <summary>What a session is confined to, on top of what its principal may do.</summary>
public abstract record SessionScope
{
    private SessionScope() { }

    /// <summary>Everything its principal may do.</summary>
    public sealed record WholeAccount : SessionScope;

    /// <summary>What its policies allow of that over S3, each of them, and nothing else.</summary>
    public sealed record Confined(IReadOnlyList<SessionPolicy> Policies) : SessionScope
    {
        /// <summary>Scopes of the same policies are one.</summary>
        public bool Equals(Confined? other) => other is not null && Policies.SequenceEqual(other.Policies);

        /// <inheritdoc />
        public override int GetHashCode() => Policies.Aggregate(0, HashCode.Combine);
    }

    /// <summary>One table's objects only: what <c>loadTable</c> vends.</summary>
    public sealed record OneTable(ProductName Product, TableName Table) : SessionScope;

    /// <summary>One object only: what a link opens.</summary>
    public sealed record OneObject(ProductName Product, TableName Table, string Key) : SessionScope;
}
