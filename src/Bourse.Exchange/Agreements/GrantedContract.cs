using Bourse.Access.Authorization;
using Bourse.Contracts;
using Bourse.Exchange.Publishing;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Exchange.Agreements;

/// <summary>
/// What a grant leaves of its product's contract: the tables and columns its rules allow, as published, and the sample queries that need no other. What the
/// contract alone describes, because it is newer than the revision or than the agreement, is not announced.
/// </summary>
internal static class GrantedContract
{
    /// <summary>Reduces a contract to a grant.</summary>
    /// <param name="contract">The product's contract.</param>
    /// <param name="revision">The product's newest revision, whose schemas name the fields of the rules.</param>
    /// <param name="grant">The grant.</param>
    public static DataContract Of(DataContract contract, Revision revision, Grant grant) => Of(
        contract,
        table => grant.Tables.TryGetValue(table.Name, out var rules) && revision.Assets.FirstOrDefault(asset => asset.Table == table.Name.Value) is { } asset
            ? Allowed(table, asset.ReadSchema(), rules)
            : null);

    /// <summary>Reduces a contract to what is left of each table; null, or no column, for nothing.</summary>
    internal static DataContract Of(DataContract contract, Func<ContractTable, ContractTable?> left)
    {
        var tables = contract.Tables.Select(left).OfType<ContractTable>().Where(table => table.Columns.Count > 0).ToList();
        var gone = contract.Tables.SelectMany(table => Gone(table, tables.Find(kept => kept.Name == table.Name)));
        return WithoutQueriesOf(contract with { Tables = tables }, gone);
    }

    /// <summary>Leaves out the sample queries that mention a name.</summary>
    internal static DataContract WithoutQueriesOf(DataContract contract, IEnumerable<string> names)
    {
        var unwanted = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return contract with { SampleQueries = [.. contract.SampleQueries.Where(query => !Words(query.Sql).Any(unwanted.Contains))] };
    }

    private static ContractTable Allowed(ContractTable table, Schema schema, RuleSet rules)
    {
        var allowed = schema.Fields.Where(field => rules.FieldIds.Contains(field.Id)).Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        var filtered = rules.RowFilter.FieldIds();
        return table with
        {
            Columns = [.. table.Columns.Where(column => allowed.Contains(column.Name))],
            RowScope = rules.RowFilter == Expression.True ? null : table.RowScope ?? schema.Fields.FirstOrDefault(field => filtered.Contains(field.Id))?.Name,
        };
    }

    private static IEnumerable<string> Gone(ContractTable table, ContractTable? kept) =>
        kept is null ? [table.Name.Value] : table.Columns.Except(kept.Columns).Select(column => column.Name);

    private static string[] Words(string sql) =>
        sql.Split([.. sql.Where(character => !char.IsAsciiLetterOrDigit(character) && character != '_').Distinct()], StringSplitOptions.RemoveEmptyEntries);
}
