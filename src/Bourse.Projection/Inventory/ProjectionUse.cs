using System.Collections.Immutable;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;

namespace Bourse.Projection.Inventory;

/// <summary>What one rule set's projection of a table is made of at its newest revision. Clients with the same rule set share it, so it is counted once.</summary>
public sealed record ProjectionUse
{
    /// <summary>The product.</summary>
    public required ProductName Product { get; init; }

    /// <summary>The table's name in the product.</summary>
    public required TableName Table { get; init; }

    /// <summary>The rule set's digest, lower-case hexadecimal SHA-256.</summary>
    public required string RuleSetDigest { get; init; }

    /// <summary>The agreements that have the rule set, in ordinal order.</summary>
    public required ImmutableArray<AgreementId> Agreements { get; init; }

    /// <summary>The newest revision served.</summary>
    public required int Revision { get; init; }

    /// <summary>Rows that may be seen.</summary>
    public required long RowCount { get; init; }

    /// <summary>Files that are the provider's own, as they are.</summary>
    public required int SharedFiles { get; init; }

    /// <summary>Their bytes.</summary>
    public required long SharedBytes { get; init; }

    /// <summary>Virtual files, made of column chunks of the provider's.</summary>
    public required int SplicedFiles { get; init; }

    /// <summary>The bytes of those chunks. Nothing of them is stored twice.</summary>
    public required long SplicedBytes { get; init; }

    /// <summary>Files that were written anew as a whole.</summary>
    public required int RewrittenFiles { get; init; }

    /// <summary>
    /// Bytes written anew: those files, in virtual ones the rows of mixed row groups and masked columns, and footers. What the rule set costs in storage.
    /// </summary>
    public required long RewrittenBytes { get; init; }

    /// <summary>
    /// Why something was written anew, each with the number of files: <c>MixedRows</c> for virtual files with row groups of which only some rows may be seen,
    /// <c>MaskedColumns</c> for those with masked columns, else the names of docs/decisions/0011.
    /// </summary>
    public required ImmutableSortedDictionary<string, int> Reasons { get; init; }

    /// <summary>Whether some rows of a row group may be seen and others not, so that another layout of the table would spare writing.</summary>
    public bool DependsOnLayout => Reasons.ContainsKey(ProjectionInventory.MixedRows) || Reasons.ContainsKey(nameof(Splicing.SpliceRefusal.NothingWhole));
}
