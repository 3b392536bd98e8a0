using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Contracts;
using Bourse.Exchange.Products;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Scanning;
using Bourse.Query.Sessions;
using Bourse.Storage;

namespace Bourse.Exchange.Publishing.Differences;

/// <summary>Compares revisions of a product by reading the snapshots they pin, whole and as each agreement sees them.</summary>
public sealed class RevisionComparer(TablePinner pinner, GrantStore grants)
{
    /// <summary>Compares two revisions of a product.</summary>
    /// <exception cref="InvalidDataException">The lakehouse no longer holds a pinned snapshot, which its tag forbids.</exception>
    public async Task<RevisionDifference> CompareAsync(Product product, Revision before, Revision after, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (was, now) = (await pinner.PinnedByAsync(before, cancellation), await pinner.PinnedByAsync(after, cancellation));
        using var held = new LocalFileHolds(was.Values.Concat(now.Values).Select(table => table.Table.Files.HoldLocalFiles()));
        var granted = (await grants.ListAsync(product.Name, cancellation)).Where(grant => grant.State != AgreementState.Terminated).ToList();
        var tables = new List<TableDifference>();
        var affected = new List<AffectedAgreement>();
        foreach (var name in now.Keys.Union(was.Keys))
        {
            if (!was.TryGetValue(name, out var old) || !now.TryGetValue(name, out var current))
            {
                tables.Add(CameOrWent(name, before, after));
                continue;
            }

            var key = KeyOf(product.Contract, name);
            tables.Add(await CompareAsync(old, current, key, cancellation) with
            {
                RowsBefore = AssetOf(before, name)?.RowCount,
                RowsAfter = AssetOf(after, name)?.RowCount,
            });
            foreach (var grant in granted.Where(grant => grant.Tables.ContainsKey(name)))
                affected.Add(new AffectedAgreement(grant.Agreement.Value, grant.Account.Value, name.Value, await SeenAsync(grant, old, current, key, cancellation)));
        }

        return new RevisionDifference(before, after, tables,
            [.. affected.Where(one => one.Rows.Any).OrderBy(one => one.Agreement, StringComparer.Ordinal).ThenBy(one => one.Table, StringComparer.Ordinal)]);
    }

    private static async Task<TableDifference> CompareAsync(PinnedTable old, PinnedTable current, IReadOnlyList<string> key, CancellationToken cancellation)
    {
        var comparison = await OpenAsync(old, current, Expression.True, null, cancellation);
        using (comparison.Session)
        {
            return new TableDifference
            {
                Table = current.Name.Value,
                Rows = comparison.Rows.Rows(key, cancellation),
                Schema = SchemaDifference.Of(old.Schema, current.Schema),
                Columns = comparison.Rows.Columns(cancellation),
            };
        }
    }

    private static async Task<RowChanges> SeenAsync(Grant grant, PinnedTable old, PinnedTable current, IReadOnlyList<string> key, CancellationToken cancellation)
    {
        var rules = grant.Tables[current.Name];
        var comparison = await OpenAsync(old, current, rules.RowFilter, rules, cancellation);
        using (comparison.Session)
            return comparison.Rows.Rows(key, cancellation);
    }

    private static async Task<(TableSession Session, RowComparison Rows)> OpenAsync(
        PinnedTable old, PinnedTable current, Expression filter, RuleSet? rules, CancellationToken cancellation)
    {
        var before = await SessionTable.PlanAsync("revision", "before", ScanOf(old, rules), filter, cancellation);
        var after = await SessionTable.PlanAsync("revision", "after", ScanOf(current, rules), filter, cancellation);
        var session = TableSession.Open([before, after]);
        return (session, new RowComparison(session.Connection, before, after));
    }

    private static TableScan ScanOf(PinnedTable table, RuleSet? rules)
    {
        var scan = table.Table.Scan(table.Snapshot);
        return rules is null ? scan : scan.Select(table.Schema.Fields.Where(field => rules.FieldIds.Contains(field.Id)).Select(field => field.Name));
    }

    private static IReadOnlyList<string> KeyOf(DataContract contract, TableName name) =>
    [
        .. contract.Tables.Where(table => table.Name == name).SelectMany(table => table.Columns)
            .Where(column => column.KeyPosition is not null).Select(column => column.Name),
    ];

    private static TableDifference CameOrWent(TableName name, Revision before, Revision after)
    {
        var (old, current) = (AssetOf(before, name)?.RowCount, AssetOf(after, name)?.RowCount);
        return new TableDifference
        {
            Table = name.Value, RowsBefore = old, RowsAfter = current, Rows = new RowChanges(current ?? 0, old ?? 0, 0),
            Schema = [current is null ? "the table is gone" : "the table is new"],
        };
    }

    private static RevisionAsset? AssetOf(Revision revision, TableName name) => revision.Assets.FirstOrDefault(asset => asset.Table == name.Value);
}
