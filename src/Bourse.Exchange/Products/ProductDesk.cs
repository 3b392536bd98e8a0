using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Contracts;
using Bourse.Metastore;

namespace Bourse.Exchange.Products;

/// <summary>Lists products: takes in their contracts.</summary>
public sealed class ProductDesk(IMetastore metastore, ProductStore products, IAuditLog audit, TimeProvider clock, RandomNumberGenerator random)
{
    private readonly AdministrationRecords _records = new(clock, random);

    /// <summary>Lists a product under a contract, or puts a new contract in force. Publishing then holds the tables against it.</summary>
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

        return parse;
    }
}
