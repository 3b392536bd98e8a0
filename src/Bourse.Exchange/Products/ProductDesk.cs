using Bourse.Contracts;
using Bourse.Metastore;

namespace Bourse.Exchange.Products;

/// <summary>Lists products: takes in their contracts.</summary>
public sealed class ProductDesk(IMetastore metastore, ProductStore products)
{
    /// <summary>Lists a product under a contract, or puts a new contract in force. Publishing then holds the tables against it.</summary>
    /// <param name="contractText">YAML, ODCS 3.1.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    public async Task<ContractParse> PutAsync(string contractText, CancellationToken cancellation)
    {
        var parse = ContractReader.Read(contractText);
        if (parse is ContractParse.Valid { Contract: var contract })
        {
            await metastore.WriteAsync(async session =>
            {
                await products.PutAsync(session, contract, contractText);
                return contract.Name;
            }, cancellation);
        }

        return parse;
    }
}
