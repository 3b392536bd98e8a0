using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Exchange.Reading;
using Bourse.Server.Composition;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bourse.Cli.Tests.Crashes;

/// <summary>What a data folder holds for people and clients, read by a process that opens it anew. Two of them are equal when nobody could tell them apart.</summary>
/// <param name="Revisions">The product's revisions, newest first.</param>
/// <param name="Agreements">Number and state of each agreement.</param>
/// <param name="Served">What each agreement's projection serves: its revision, columns and rows, out of files whose digests were compared.</param>
/// <param name="Events">Events enqueued about revisions.</param>
/// <param name="Records">
/// Audit records of what was done, without those of links issued again for a message that was lost, since some deaths cost one, and of contracts, which are put before
/// the first revision is made.
/// </param>
internal sealed record ExchangeSeen(string Revisions, string Agreements, string Served, long Events, string Records)
{
    public static readonly ProductName Product = ProductName.Parse("my-product");
    public static readonly string[] Numbers = ["CTR-1", "CTR-2"];

    private static readonly string[] Ignored = [",issue-activation-link,", ",put-contract,"];
    private static readonly TableName Table = TableName.Parse("my_product");

    /// <summary>Reads it; null when there is no exchange in the folder.</summary>
    public static async Task<ExchangeSeen?> InAsync(string data)
    {
        var folder = new DataFolder(data);
        if (!File.Exists(folder.OptionsFile))
            return null;
        await using var node = await BourseNode.OpenAsync(
            folder, BourseOptionsFile.Read(folder), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await node.IntegrateAuditAsync(CancellationToken.None);
        var exchange = node.Exchange;
        await exchange.Projections.Store.RefreshAsync();
        var revisions = await exchange.Products.ListRevisionsAsync(Product);
        var grants = await node.Metastore.ReadAsync(session => node.Access.Grants.ListAsync(session));
        var agreements = await node.Metastore.ReadAsync(session => exchange.Agreements.ListAsync(session));
        var served = new List<string>();
        foreach (var number in Numbers)
            served.Add($"{number}: {await ServedAsync(exchange, AgreementId.Parse(number))}");
        var records = (await Cli.RunAsync("audit", "list", "--data", data, "--format", "csv")).Output.Split("\r\n")[1..^1];
        return new ExchangeSeen(
            string.Join(' ', revisions.Select(revision => $"{revision.Number}:{revision.RowCount}")),
            string.Join(' ', agreements.Select(each => $"{each.Number}:{grants.Single(grant => grant.Agreement == each.Number).State}")),
            string.Join('\n', served),
            await node.Metastore.ReadAsync(session => session.QuerySingleOrDefaultAsync<long>(
                "SELECT count(*) FROM outbox WHERE body LIKE '%revision.published%'")),
            string.Join(
                ' ', records.Where(record => !Ignored.Any(action => record.Contains(action, StringComparison.Ordinal))).Select(Action).Order(StringComparer.Ordinal)));
    }

    // Every row holds 'all' in the column 'part', so one look-up reads the whole projection.
    private static async Task<string> ServedAsync(ExchangeServices exchange, AgreementId agreement)
    {
        if (exchange.Projections.Store.Find(agreement, Product, Table) is not { } projected)
            return "nothing";
        foreach (var item in exchange.Projections.Store.List(projected, ""))
            await exchange.Projections.Store.LocalPathAsync(item);
        var found = await new KeyIndexes(exchange.Projections.Store).FindAsync(projected, "part", "all", CancellationToken.None);
        var rows = found.Rows.Select(row => string.Join(',', row)).Order(StringComparer.Ordinal);
        return $"revision {projected.NewestRevision} ({string.Join(',', found.Columns)}) {string.Join(' ', rows)}";
    }

    // "…,publish-revision,my-product@2,…": what was done to what.
    private static string Action(string record)
    {
        var fields = record.Split(',');
        var at = Array.FindIndex(fields, field => field is "publish-revision" or "apply-agreement");
        return at < 0 ? record : $"{fields[at]}/{fields[at + 1]}";
    }
}
