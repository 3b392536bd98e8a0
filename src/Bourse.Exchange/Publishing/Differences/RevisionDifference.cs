namespace Bourse.Exchange.Publishing.Differences;

/// <summary>What one revision changed against another, for the provider: it counts rows that no client may see.</summary>
/// <param name="Before">The revision that is compared with.</param>
/// <param name="After">The revision that is compared.</param>
/// <param name="Tables">One difference a table of either, the later revision's first.</param>
/// <param name="Affected">The agreements that see something of it, by agreement and table.</param>
public sealed record RevisionDifference(Revision Before, Revision After, IReadOnlyList<TableDifference> Tables, IReadOnlyList<AffectedAgreement> Affected);
