using Bourse.Access.Resources;

namespace Bourse.Access.Identity;

/// <summary>What a session is confined to, on top of what its principal may do.</summary>
public abstract record SessionScope
{
    private SessionScope() { }

    /// <summary>Everything its principal may do.</summary>
    public sealed record WholeAccount : SessionScope;

    /// <summary>One table's objects only: what <c>loadTable</c> vends.</summary>
    public sealed record OneTable(ProductName Product, TableName Table) : SessionScope;

    /// <summary>One object only: what a link opens.</summary>
    public sealed record OneObject(ProductName Product, TableName Table, string Key) : SessionScope;
}
