using Bourse.Contracts;
using Bourse.Contracts.Agreements;
using Bourse.Exchange.Listings.Snippets;

namespace Bourse.Exchange.Agreements.Welcome;

/// <summary>
/// The snippets of a welcome message: only queries that work under the agreement, which a masked column may not, since it may have another type. The first tool has
/// every query and the others one a product; the listing pages have all.
/// </summary>
internal static class WelcomeSnippets
{
    private static IReadOnlyList<ToolSnippet> Of(WelcomeLetter letter, DataContract contract)
    {
        var masked = contract.Tables.SelectMany(table => table.Columns.Where(column => IsMasked(table, column.Name, letter.Agreement))).Select(column => column.Name);
        // Rows are not looked up by a column that is not shown as it is.
        var isLookedUp = contract.Tables.All(table => table.RowScope is not { } scope
            || (table.Columns.Any(column => column.Name == scope) && !IsMasked(table, scope, letter.Agreement)));
        return ToolSnippets.For(
            GrantedContract.WithoutQueriesOf(contract, masked), letter.Endpoints, letter.Agreement.Account,
            isLookedUp && letter.Agreement.FundIds is [var fund, ..] ? fund : null);
    }

    /// <summary>One snippet a tool: it is set up once and then reads every product.</summary>
    internal static IReadOnlyList<ToolSnippet> ByTool(WelcomeLetter letter) =>
    [
        .. letter.Contracts.SelectMany(contract => Of(letter, contract)).GroupBy(snippet => snippet.Tool, StringComparer.Ordinal)
            .Select((tool, at) => tool.First() with
            {
                Queries = [.. tool.SelectMany(snippet => at == 0 || IsOfExchange(snippet) ? snippet.Queries : snippet.Queries.Take(1)).DistinctBy(query => query.Text)],
            }),
    ];

    // REST asks the exchange, not a product: most of what it asks is the same for all of them.
    private static bool IsOfExchange(ToolSnippet snippet) => snippet.Tool == RestSnippet.Tool;

    /// <summary>The columns of a table that the agreement shows, masked ones with their mask: <c>account_id (masked: last4)</c>.</summary>
    internal static IReadOnlyList<string> VisibleColumns(ContractTable table, AgreementDocument agreement) =>
    [
        .. table.Columns.Select(
            column => agreement.Masking(table, column.Name).FirstOrDefault() is { } masked ? $"{column.Name} (masked: {masked.Rule})" : column.Name),
    ];

    private static bool IsMasked(ContractTable table, string column, AgreementDocument agreement) => agreement.Masking(table, column).Any();
}
