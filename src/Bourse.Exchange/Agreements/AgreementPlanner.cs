using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Contracts;
using Bourse.Contracts.Agreements;
using Bourse.Exchange.Products;
using Bourse.Exchange.Publishing;
using Bourse.Query.Provider;

namespace Bourse.Exchange.Agreements;

/// <summary>Holds an agreement against what is published: the products exist, the funds are in them, the hidden and masked columns are theirs.</summary>
internal sealed class AgreementPlanner(ProductStore products, TablePinner pinner, AccountId provider)
{
    /// <summary>Plans an agreement; it changes nothing.</summary>
    public async Task<AgreementPlan> PlanAsync(AgreementDocument agreement, CancellationToken cancellation)
    {
        var factory = new GrantFactory(agreement);
        var mistakes = new List<string>();
        var grants = new List<(Grant, Revision)>();
        var contracts = new List<DataContract>();
        var fundsFound = new HashSet<string>(StringComparer.Ordinal);
        if (agreement.Account == provider)
        {
            mistakes.Add($"{AgreementFields.Account}: is the provider's own account; name the client's.");
        }

        foreach (var name in agreement.Products)
        {
            if (await products.FindAsync(name, cancellation) is not { } product)
            {
                mistakes.Add($"{AgreementFields.Products}: '{name}' is not a listed product; 'bourse products' shows what is.");
            }
            else if (await products.FindRevisionAsync(name, product.LatestRevision, cancellation) is not { } revision)
            {
                mistakes.Add($"{AgreementFields.Products}: '{name}' has no published revision yet; publish it first.");
            }
            else if (revision.ContractDigest != product.ContractDigest)
            {
                mistakes.Add($"{AgreementFields.Products}: the contract of '{name}' is newer than its revision {revision.Number}; publish the next revision first.");
            }
            else
            {
                contracts.Add(product.Contract);
                grants.Add((factory.Make(product, revision), revision));
                fundsFound.UnionWith(await FundsAsync(agreement, product, revision, cancellation));
            }
        }

        // With a product missing, the rest cannot be told: its tables may hold the column or the fund.
        if (mistakes.Count == 0)
        {
            factory.CheckColumns();
            mistakes.AddRange(FundMistakes(agreement, contracts, fundsFound));
        }

        var left = grants.Zip(contracts, (planned, contract) => GrantedContract.Of(contract, planned.Item2, planned.Item1));
        return new AgreementPlan(agreement, grants, [.. left], [.. mistakes, .. factory.Mistakes]);
    }

    private static IEnumerable<string> FundMistakes(AgreementDocument agreement, List<DataContract> contracts, HashSet<string> fundsFound)
    {
        // Funds that filter nothing would grant every row, silently.
        if (agreement.FundIds.Count > 0 && contracts.All(contract => contract.Tables.All(table => table.RowScope is null)))
        {
            return
            [
                $"{AgreementFields.Funds}: names funds, and no granted table is granted by fund; set bourse.rowScope in its contract, "
                + "or write null to grant every row.",
            ];
        }

        return agreement.FundIds.Where(fund => !fundsFound.Contains(fund))
            .Select(fund => $"{AgreementFields.Funds}: '{fund}' is in none of the granted products; "
                + $"{(fund.Contains(',', StringComparison.Ordinal) ? "write ';' between funds" : "correct its spelling")}, or leave it out.");
    }

    /// <summary>What an applied agreement's grants leave of its products' contracts as they are published now, in the agreement's order.</summary>
    public async Task<IReadOnlyList<DataContract>> GrantedAsync(AgreementDocument agreement, IReadOnlyList<Grant> grants, CancellationToken cancellation)
    {
        var contracts = new List<DataContract>();
        foreach (var grant in agreement.Products.Join(grants, name => name, grant => grant.Product, (_, grant) => grant))
        {
            var product = (await products.FindAsync(grant.Product, cancellation))!;
            var revision = (await products.FindRevisionAsync(grant.Product, product.LatestRevision, cancellation))!;
            contracts.Add(GrantedContract.Of(product.Contract, revision, grant));
        }

        return [.. contracts.Where(contract => contract.Tables.Count > 0)];
    }

    // Only the funds that are asked for: a table may hold far more.
    private async Task<IEnumerable<string>> FundsAsync(AgreementDocument agreement, Product product, Revision revision, CancellationToken cancellation)
    {
        var pinned = await pinner.PinnedByAsync(revision, cancellation);
        var funds = new List<string>();
        foreach (var table in product.Contract.Tables.Where(table => table.RowScope is not null))
        {
            var source = pinned[table.Name];
            var type = source.Schema.Fields.Single(field => field.Name == table.RowScope).Type;
            var named = agreement.FundIds.ToLookup(fund => FundLiteral.TextOf(type, fund));
            var asked = named.Select(group => group.Key).OfType<string>().ToList();
            var found = await PinnedRows.FindValuesAsync(source.Table, source.Snapshot, table.RowScope!, asked, cancellation);
            funds.AddRange(found.SelectMany(text => named[text]));
        }

        return funds;
    }
}
