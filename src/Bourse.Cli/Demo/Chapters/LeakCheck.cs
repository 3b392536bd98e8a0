using System.Globalization;
using Bourse.Contracts;
using Bourse.DuckDb;

namespace Bourse.Cli.Demo.Chapters;

/// <summary>
/// Holds what a client's own engine sees against the provider's unfiltered tables: as many rows as its agreement gives, none of another
/// fund, no hidden
/// column. What must be missing is first found in the unfiltered tables, so that the check cannot pass on nothing.
/// </summary>
internal static class LeakCheck
{
    public static async Task RunAsync(DemoWorld world, DemoClient client, CancellationToken cancellation) =>
        await world.Steps.RunAsync($"{client.Name}: hold every row and column against the unfiltered tables", async () =>
        {
            var tally = new Tally();
            foreach (var name in client.Agreement.Products)
            {
                var product = await world.Node.Exchange.Products.FindAsync(name, cancellation)
                    ?? throw new DemoStepFailedException($"{name} is not listed.");
                foreach (var table in product.Contract.Tables)
                    await AddAsync(world, client, product.Contract, table, tally, cancellation);
            }
            var result = new DemoClientResult(client.Name, tally.Rows, tally.Expected, tally.ForbiddenRows, tally.ForbiddenColumns);
            world.Report.Clients.Add(result);
            DemoStepFailedException.Unless(
                result is { ForbiddenRows: 0, ForbiddenColumns: 0 } && result.Rows == result.RowsExpected && tally.Withheld > 0,
                $"{result.Rows} rows of {result.RowsExpected}, {result.ForbiddenRows} forbidden rows, {result.ForbiddenColumns} "
                    + $"forbidden columns, {tally.Withheld} withheld.");
            return string.Create(CultureInfo.InvariantCulture,
                $"{result.Rows:N0} rows, exactly its own; {tally.Withheld:N0} rows and {tally.WithheldColumns} columns of others are not "
                    + $"there");
        });

    private static async Task AddAsync(DemoWorld world, DemoClient client, DataContract contract, ContractTable table, Tally tally,
        CancellationToken cancellation)
    {
        var source = client.Engine.Table(contract.Name.Value, table.Name.Value);
        var funds = string.Join(", ", client.Agreement.FundIds.Select(Sql.Literal));
        var scope = table.RowScope is { } column ? $"{column} IN ({funds})" : "true";
        var gold = await world.Node.Exchange.Sql.RunAsync(
            $"SELECT count(*) FILTER (WHERE {scope}), count(*) FROM {table.PhysicalName}", cancellationToken: cancellation);
        var expected = (long)gold.Rows[0][0]!;
        tally.Expected += expected;
        tally.Withheld += (long)gold.Rows[0][1]! - expected;
        tally.Rows += await CountAsync(client, $"SELECT count(*) FROM {source}", cancellation);
        if (table.RowScope is not null)
            tally.ForbiddenRows += await CountAsync(client, $"SELECT count(*) FROM {source} WHERE {table.RowScope} NOT IN ({funds})",
                cancellation);

        var hidden = table.Columns.Select(each => each.Name).Where(name =>
            client.Agreement.HiddenColumns.Contains(name, StringComparer.OrdinalIgnoreCase)
            || client.Agreement.HiddenColumns.Contains($"{table.Name}.{name}",
            StringComparer.OrdinalIgnoreCase)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var seen = (await client.Engine.QueryAsync($"SELECT * FROM {source} LIMIT 1", cancellation)).Columns;
        tally.WithheldColumns += hidden.Count;
        tally.ForbiddenColumns += seen.Count(name => hidden.Contains(name) || table.Columns.All(each => each.Name != name));
        DemoStepFailedException.Unless(
            seen.Count + hidden.Count - tally.ForbiddenColumns == table.Columns.Count,
                $"{contract.Name}.{table.Name} shows {seen.Count} columns of {table.Columns.Count}.");
    }

    private static async Task<long> CountAsync(DemoClient client, string sql, CancellationToken cancellation) =>
        Convert.ToInt64((await client.Engine.QueryAsync(sql, cancellation)).Values[0][0], CultureInfo.InvariantCulture);

    private sealed class Tally
    {
        public long Rows { get; set; }

        public long Expected { get; set; }

        public long Withheld { get; set; }

        public long ForbiddenRows { get; set; }

        public int ForbiddenColumns { get; set; }

        public int WithheldColumns { get; set; }
    }
}
