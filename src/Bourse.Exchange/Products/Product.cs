using Bourse.Access.Resources;
using Bourse.Contracts;

namespace Bourse.Exchange.Products;

/// <summary>What is listed: a data contract and the revisions published under it.</summary>
public sealed record Product
{
    /// <summary>The name; also its bucket and namespace.</summary>
    public required ProductName Name { get; init; }

    /// <summary>The contract in force.</summary>
    public required DataContract Contract { get; init; }

    /// <summary>The contract's text, as the provider wrote it.</summary>
    public required string ContractText { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of <see cref="ContractText"/>.</summary>
    public string ContractDigest => Digests.Of(ContractText);

    /// <summary>The newest published revision's number; 0 before the first.</summary>
    public required int LatestRevision { get; init; }
}
