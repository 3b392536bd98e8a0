using Bourse.Access.Resources;

namespace Bourse.Contracts;

/// <summary>One table of a data contract.</summary>
public sealed record ContractTable
{
    /// <summary>Its name in the product.</summary>
    public required TableName Name { get; init; }

    /// <summary>The lakehouse table it is served from, as <c>namespace.name</c>.</summary>
    public required string PhysicalName { get; init; }

    /// <summary>What it holds.</summary>
    public required string Description { get; init; }

    /// <summary>What one row is, where stated.</summary>
    public string? Grain { get; init; }

    /// <summary>The columns, in the contract's order; at least one.</summary>
    public required IReadOnlyList<ContractColumn> Columns { get; init; }

    /// <summary>Its quality rules: those of the table, those of its columns, and what columns promise by <c>required</c>, key and range.</summary>
    public required IReadOnlyList<QualityRule> Quality { get; init; }

    /// <summary>
    /// The column that an agreement's authorised funds are matched with, from the custom property <c>bourse.rowScope</c>; null when every row is granted.
    /// </summary>
    public string? RowScope { get; init; }

    /// <summary>Whether the contract says by which rows the table is granted, be it that every row is.</summary>
    internal bool StatesRowScope { get; init; }
}
