using Bourse.Contracts;

namespace Bourse.Exchange.Listings.Snippets;

/// <summary>The product REST interface by curl: what one may read, a fund's values where the product has them, and the audit log's checkpoint to keep.</summary>
internal static class RestSnippet
{
    /// <summary>The tool's name.</summary>
    internal const string Tool = "REST";

    private const string Get = """curl -fsS -H "Authorization: Bearer $TOKEN" """;

    /// <summary>Makes the snippet.</summary>
    /// <param name="contract">The product's contract.</param>
    /// <param name="at">Where the exchange is.</param>
    /// <param name="fund">A fund of the client's; null on public pages, which take the contract's example.</param>
    internal static ToolSnippet Make(DataContract contract, ClientEndpoints at, string? fund) => new(
        Tool,
        "curl",
        ShellToken.Lines(at),
        [
            ("Your products and their newest revisions", $"{Get}{at.Api}v2/products"),
            .. FundColumn(contract, at) is { } column && (fund ?? (column.Examples is [var example, ..] ? example : null)) is { } known
                ? new[] { ($"The values of {known}", $"{Get}'{at.Api}v2/funds/{Uri.EscapeDataString(known)}/nav'") }
                : [],
            ("The audit log's newest checkpoint, to keep: 'bourse audit verify' holds the log against it", $"curl -fsS -o checkpoint.txt {at.Checkpoint}"),
        ]);

    private static ContractColumn? FundColumn(DataContract contract, ClientEndpoints at) => at.FundValues is { } values && values.Product == contract.Name
        ? contract.Tables.FirstOrDefault(table => table.Name == values.Table)?.Columns.FirstOrDefault(column => column.Name == FundValues.FundColumn)
        : null;
}
