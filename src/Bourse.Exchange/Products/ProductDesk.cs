using System.Security.Cryptography;
using System.Text;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Contracts;
using Bourse.Metastore;

namespace Bourse.Exchange.Products;

/// <summary>Lists products: takes in their contracts, and takes back what nobody was given.</summary>
public sealed class ProductDesk(
    IMetastore metastore, ProductStore products, GrantStore grants, IAuditLog audit, TimeProvider clock, RandomNumberGenerator random)
{
    private readonly AdministrationRecords _records = new(clock, random);

    /// <summary>Lists a product under a contract, or puts a new contract in force. Publishing then holds the tables against it. A refusal is recorded too.</summary>
    /// <param name="contractText">YAML, ODCS 3.1.</param>
    /// <param name="actor">Who does it, for the audit log.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    public async Task<ContractParse> PutAsync(string contractText, string actor, CancellationToken cancellation)
    {
        var parse = ContractReader.Read(contractText);
        if (parse is ContractParse.Valid { Contract: var contract })
        {
            await metastore.WriteAsync(async session =>
            {
                await products.PutAsync(session, contract, contractText);
                var entry = _records.Done(AuditAction.PutContract, contract.Name.Value, actor) with { Reason = $"version {contract.Version}" };
                await audit.AppendAsync(session, entry);
                return contract.Name;
            }, cancellation);
        }
        else if (parse is ContractParse.Invalid invalid)
        {
            // Its name cannot be relied on: its digest stands for it.
            var digest = Digests.Of(Encoding.UTF8.GetBytes(contractText));
            await audit.AppendAsync(_records.Refused(AuditAction.PutContract, $"sha256:{digest}", actor, invalid.Mistakes), cancellation);
        }

        return parse;
    }

    /// <summary>Takes back a product that was never published and that no agreement gives. A refusal is recorded too.</summary>
    /// <param name="product">A listed product.</param>
    /// <param name="actor">Who does it, for the audit log.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    public Task<ProductRemoval> RemoveAsync(ProductName product, string actor, CancellationToken cancellation) => metastore.WriteAsync(
        async session =>
        {
            var removal = (await grants.ListAsync(session)).Any(grant => grant.Product == product) ? ProductRemoval.Granted
                : await products.RemoveUnpublishedAsync(session, product) ? ProductRemoval.Removed
                : ProductRemoval.Published;
            await audit.AppendAsync(session, removal == ProductRemoval.Removed
                ? _records.Done(AuditAction.RemoveProduct, product.Value, actor)
                : _records.Refused(AuditAction.RemoveProduct, product.Value, actor, [$"It is {removal.ToString().ToLowerInvariant()}."]));
            return removal;
        },
        cancellation);
}
