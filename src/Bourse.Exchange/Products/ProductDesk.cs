using System.Security.Cryptography;
using System.Text;
using Bourse.Access.Auditing;
using Bourse.Contracts;
using Bourse.Metastore;

namespace Bourse.Exchange.Products;

/// <summary>Lists products: takes in their contracts.</summary>
public sealed class ProductDesk(IMetastore metastore, ProductStore products, IAuditLog audit, TimeProvider clock, RandomNumberGenerator random)
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
}
