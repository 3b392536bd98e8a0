using Bourse.Access.Resources;
using Bourse.Contracts;

namespace Bourse.Exchange.Publishing;

/// <summary>
/// Holds the tables of a revision to be against those of the newest one: clients' queries go on to work, or the contract says with a new major version that they
/// do not.
/// </summary>
internal static class RevisionCompatibility
{
    /// <summary>What would break clients without a new major version; empty when nothing does, or the version has risen.</summary>
    public static IReadOnlyList<string> Mistakes(Revision newest, DataContract contract, IReadOnlyDictionary<TableName, PinnedTable> tables)
    {
        if (SchemaCompatibility.IsNewMajor(newest.ContractVersion, contract.Version))
        {
            return [];
        }

        var breaks = newest.Assets.SelectMany(asset => Breaks(asset, tables)).ToList();
        return breaks.Count == 0 ? breaks :
        [
            .. breaks.Select(change => $"{change} That breaks who reads revision {newest.Number}."),
            $"version: the contract's is {contract.Version}; a revision that breaks its readers needs a contract with a higher first number. "
            + "Change the tables back, or raise it.",
        ];
    }

    private static IEnumerable<string> Breaks(RevisionAsset asset, IReadOnlyDictionary<TableName, PinnedTable> tables) =>
        tables.TryGetValue(TableName.Parse(asset.Table), out var now)
            ? SchemaCompatibility.Breaks(asset.ReadSchema(), now.Schema).Select(change => $"{asset.Table}.{change}")
            : [$"{asset.Table}: the product no longer has this table."];
}
