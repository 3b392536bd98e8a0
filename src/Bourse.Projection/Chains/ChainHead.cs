namespace Bourse.Projection.Chains;

/// <summary>The newest state of an agreement's table.</summary>
/// <param name="Table">The table as it is served.</param>
/// <param name="Generation">Which rules of the agreement these are, from 1.</param>
/// <param name="MetadataName">Name of its metadata file; changes with every revision.</param>
internal sealed record ChainHead(ProjectedTable Table, long Generation, string MetadataName);
