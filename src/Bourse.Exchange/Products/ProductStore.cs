using System.Diagnostics.CodeAnalysis;
using Bourse.Access.Resources;
using Bourse.Contracts;
using Bourse.Exchange.Publishing;
using Bourse.Metastore;

namespace Bourse.Exchange.Products;

/// <summary>Products and their revisions in the metastore. A revision is inserted once and never changed.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Callers hold one store; which of its calls needs the metastore is no affair of theirs.")]
public sealed class ProductStore(IMetastore metastore, TimeProvider clock)
{
    private const string Columns = "name, contract_text, latest_revision";

    /// <summary>Lists a product, or puts a new contract in force for one that is listed.</summary>
    public Task PutAsync(IMetastoreWriteSession session, DataContract contract, string contractText)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(contract);
        return session.ExecuteAsync(
            """
            INSERT INTO exchange_products (name, contract_text, contract_digest, latest_revision, created_at) VALUES (@Name, @Text, @Digest, 0, @Now)
            ON CONFLICT (name) DO UPDATE SET contract_text = excluded.contract_text, contract_digest = excluded.contract_digest
            """,
            new { Name = contract.Name.Value, Text = contractText, Digest = Digests.Of(contractText), Now = MetastoreTime.ToMicroseconds(clock.GetUtcNow()) });
    }

    /// <summary>A product by its name; null when it is not listed.</summary>
    public async Task<Product?> FindAsync(ProductName name, CancellationToken cancellation = default)
    {
        var row = await metastore.ReadAsync(session => session.QuerySingleOrDefaultAsync<ProductRow>(
            $"SELECT {Columns} FROM exchange_products WHERE name = @Name", new { Name = name.Value }), cancellation);
        return row?.ToProduct();
    }

    /// <summary>Every product, in the order in which they were first listed: the provider's leading one first.</summary>
    public async Task<IReadOnlyList<Product>> ListAsync(CancellationToken cancellation = default)
    {
        var rows =
            await metastore.ReadAsync(session => session.QueryAsync<ProductRow>($"SELECT {Columns} FROM exchange_products ORDER BY created_at, name"), cancellation);
        return [.. rows.Select(row => row.ToProduct())];
    }

    /// <summary>A revision; null when it was not published.</summary>
    public async Task<Revision?> FindRevisionAsync(ProductName product, int number, CancellationToken cancellation = default)
    {
        var document = await metastore.ReadAsync(session => session.QuerySingleOrDefaultAsync<string>(
            "SELECT document FROM exchange_revisions WHERE product = @Product AND number = @Number", new { Product = product.Value, Number = number }), cancellation);
        return document is null ? null : RevisionJson.Parse(document);
    }

    /// <summary>A product's revisions, newest first.</summary>
    public async Task<IReadOnlyList<Revision>> ListRevisionsAsync(ProductName product, int revisionsMax = int.MaxValue, CancellationToken cancellation = default)
    {
        var documents = await metastore.ReadAsync(session => session.QueryAsync<string>(
            "SELECT document FROM exchange_revisions WHERE product = @Product ORDER BY number DESC LIMIT @revisionsMax",
            new { Product = product.Value, revisionsMax }), cancellation);
        return [.. documents.Select(RevisionJson.Parse)];
    }

    /// <summary>Takes a product back.</summary>
    /// <returns>False when a revision of it was published, or nothing lists it: nothing is changed then.</returns>
    internal async Task<bool> RemoveUnpublishedAsync(IMetastoreWriteSession session, ProductName product) =>
        await session.ExecuteAsync("DELETE FROM exchange_products WHERE name = @Name AND latest_revision = 0", new { Name = product.Value }) == 1;

    /// <summary>Whether a revision is still the product's newest.</summary>
    internal async Task<bool> IsLatestAsync(IMetastoreSession session, Revision revision) =>
        await session.QuerySingleOrDefaultAsync<long>(
            "SELECT latest_revision FROM exchange_products WHERE name = @Product", new { Product = revision.Product.Value }) == revision.Number;

    /// <summary>Writes the product's next revision.</summary>
    /// <returns>False when another was published meanwhile, or the contract changed: nothing is written then.</returns>
    internal async Task<bool> InsertRevisionAsync(IMetastoreWriteSession session, Revision revision)
    {
        var moved = await session.ExecuteAsync(
            """
            UPDATE exchange_products SET latest_revision = @Number
             WHERE name = @Product AND latest_revision = @Number - 1 AND contract_digest = @ContractDigest
            """,
            new { Product = revision.Product.Value, revision.Number, revision.ContractDigest });
        if (moved != 1)
        {
            return false;
        }

        await session.ExecuteAsync(
            "INSERT INTO exchange_revisions (product, number, id, published_at, document) VALUES (@Product, @Number, @Id, @PublishedAt, @Document)",
            new
            {
                Product = revision.Product.Value,
                revision.Number,
                revision.Id,
                PublishedAt = MetastoreTime.ToMicroseconds(revision.PublishedAt),
                Document = RevisionJson.Write(revision),
            });
        return true;
    }

    private sealed record ProductRow
    {
        public required string Name { get; init; }

        public required string ContractText { get; init; }

        public required long LatestRevision { get; init; }

        public Product ToProduct() => new()
        {
            Name = ProductName.Parse(Name),
            ContractText = ContractText,
            Contract = ContractReader.Read(ContractText) is ContractParse.Valid { Contract: var contract }
                ? contract
                : throw new InvalidDataException($"The stored contract of {Name} cannot be read any more."),
            LatestRevision = (int)LatestRevision,
        };
    }
}
