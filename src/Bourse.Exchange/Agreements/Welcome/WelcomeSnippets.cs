using Bourse.Contracts;
using Bourse.Contracts.Agreements;
using Bourse.Exchange.Listings.Snippets;

namespace Bourse.Exchange.Agreements.Welcome;

/// <summary>
/// The snippets of a welcome message: only queries that work under the agreement, since a hidden column does not exist for its client
/// and a masked one may have another type. The first tool has every
/// query and the others one a product; the listing pages have all.
/// </summary>
internal static class WelcomeSnippets
{
    private static IReadOnlyList<ToolSnippet> Of(WelcomeLetter letter, DataContract contract)
    {
        var changed = contract.Tables
            .SelectMany(table => table.Columns.Where(column => !IsPlain(table, column.Name, letter.Agreement)).Select(column => column.Name))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var readable = contract with { SampleQueries = [.. contract.SampleQueries.Where(query => !Words(query.Sql).Any(changed.Contains))] };
        // Rows are not looked up by a column that is not shown as it is.
        var isLookedUp = contract.Tables.All(table => table.RowScope is null || IsPlain(table, table.RowScope, letter.Agreement));
        return ToolSnippets.For(readable, letter.Endpoints, letter.Agreement.Account, isLookedUp && letter.Agreement.FundIds is [var fund, ..] ? fund : null);
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

    /// <summary>The columns that the agreement shows, masked ones with their mask: <c>account_id (masked: last4)</c>.</summary>
    internal static IReadOnlyList<string> VisibleColumns(ContractTable table, AgreementDocument agreement) =>
    [
        .. table.Columns.Where(column => !agreement.Hiding(table.Name, column.Name).Any())
            .Select(column => agreement.Masking(table, column.Name).FirstOrDefault() is { } masked ? $"{column.Name} (masked: {masked.Rule})" : column.Name),
    ];

    private static bool IsPlain(ContractTable table, string column, AgreementDocument agreement) =>
        !agreement.Hiding(table.Name, column).Any() && !agreement.Masking(table, column).Any();

    private static string[] Words(string sql) =>
        sql.Split([.. sql.Where(character => !char.IsAsciiLetterOrDigit(character) && character != '_').Distinct()], StringSplitOptions.RemoveEmptyEntries);
}
