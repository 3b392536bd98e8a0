using Bourse.Contracts;
using Bourse.Contracts.Agreements;
using Bourse.Exchange.Listings.Snippets;

namespace Bourse.Exchange.Agreements.Welcome;

/// <summary>The snippets of a welcome message: only queries that work under the agreement, since a hidden column does not exist for its client.</summary>
internal static class WelcomeSnippets
{
    private static IReadOnlyList<ToolSnippet> Of(WelcomeLetter letter, DataContract contract)
    {
        var hidden = contract.Tables
            .SelectMany(table => table.Columns.Where(column => IsHidden(table, column, letter.Agreement)).Select(column => column.Name))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var readable = contract with { SampleQueries = [.. contract.SampleQueries.Where(query => !Words(query.Sql).Any(hidden.Contains))] };
        return ToolSnippets.For(readable, letter.Endpoints, letter.Agreement.Account);
    }

    /// <summary>The snippets of all products, one list a tool: a tool is set up once and then reads every product.</summary>
    internal static IEnumerable<IReadOnlyList<ToolSnippet>> ByTool(WelcomeLetter letter) =>
        letter.Contracts.SelectMany(contract => Of(letter, contract)).GroupBy(snippet => snippet.Tool, StringComparer.Ordinal).Select(tool => tool.ToList());

    internal static IReadOnlyList<string> VisibleColumns(ContractTable table, AgreementDocument agreement) =>
        [.. table.Columns.Where(column => !IsHidden(table, column, agreement)).Select(column => column.Name)];

    private static bool IsHidden(ContractTable table, ContractColumn column, AgreementDocument agreement) =>
        agreement.Hiding(table.Name, column.Name).Any();

    private static string[] Words(string sql) =>
        sql.Split([.. sql.Where(character => !char.IsAsciiLetterOrDigit(character) && character != '_').Distinct()], StringSplitOptions.RemoveEmptyEntries);
}
