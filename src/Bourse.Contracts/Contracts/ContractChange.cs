namespace Bourse.Contracts;

/// <summary>One change between two versions of a contract.</summary>
/// <param name="Path">The table, or <c>table.column</c>.</param>
/// <param name="What">What changed, in words.</param>
/// <param name="Breaking">Whether a client that relied on the old version may fail.</param>
public sealed record ContractChange(string Path, string What, bool Breaking);
