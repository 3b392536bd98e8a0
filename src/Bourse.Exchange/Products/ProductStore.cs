using System.Diagnostics.CodeAnalysis;
using Bourse.Access.Resources;
using Bourse.Contracts;
using Bourse.Exchange.Publishing;
using Bourse.Metastore;
using Bourse.Projection;

namespace Bourse.Exchange.Products;

/// <summary>Products and their revisions in the metastore. A revision is inserted once and never changed but to be revoked.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Callers hold one store; which of its calls needs the metastore is no affair of theirs.")]
public sealed class ProductStore(IMetastore metastore, TimeProvider clock)
{
    private const string Columns = "name, contract_text, latest_revision";
    private const string RevisionColumns = "document, revoked_at, revoked_reason";

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
        var row = await metastore.ReadAsync(session => session.QuerySingleOrDefaultAsync<RevisionRow>(
            $"SELECT {RevisionColumns} FROM exchange_revisions WHERE product = @Product AND number = @Number",
            new { Product = product.Value, Number = number }), cancellation);
        return row?.ToRevision();
    }

    /// <summary>A product's revisions, newest first.</summary>
    public async Task<IReadOnlyList<Revision>> ListRevisionsAsync(ProductName product, int revisionsMax = int.MaxValue, CancellationToken cancellation = default)
    {
        var rows = await metastore.ReadAsync(session => session.QueryAsync<RevisionRow>(
            $"SELECT {RevisionColumns} FROM exchange_revisions WHERE product = @Product ORDER BY number DESC LIMIT @revisionsMax",
            new { Product = product.Value, revisionsMax }), cancellation);
        return [.. rows.Select(row => row.ToRevision())];
    }

    /// <summary>The newest revoked revision with exactly these tables; null when there is none.</summary>
    internal async Task<Revision?> FindRevokedAsync(ProductName product, IReadOnlyList<RevisionAsset> assets, CancellationToken cancellation)
    {
        var rows = await metastore.ReadAsync(session => session.QueryAsync<RevisionRow>(
            $"SELECT {RevisionColumns} FROM exchange_revisions WHERE product = @Product AND revoked_at IS NOT NULL ORDER BY number DESC",
            new { Product = product.Value }), cancellation);
        return rows.Select(row => row.ToRevision()).FirstOrDefault(revoked => revoked.HasContentOf(revoked with { Assets = assets }));
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

    /// <summary>Writes down that a revision is served no more.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="product">The product.</param>
    /// <param name="revoked">The revision, and why.</param>
    /// <param name="added">The revision that the same step added, 0 for none: without one the newest cannot be revoked.</param>
    /// <param name="at">Since when.</param>
    /// <returns>False when it is revoked already, or has become the newest: nothing is written then.</returns>
    internal async Task<bool> RevokeAsync(IMetastoreWriteSession session, ProductName product, RevokedRevision revoked, int added, DateTimeOffset at) =>
        await session.ExecuteAsync(
            """
            UPDATE exchange_revisions SET revoked_at = @At, revoked_reason = @Reason
             WHERE product = @Product AND number = @Number AND revoked_at IS NULL
               AND EXISTS (SELECT 1 FROM exchange_products WHERE name = @Product AND latest_revision > @Number AND (@added = 0 OR latest_revision = @added))
            """,
            new { Product = product.Value, revoked.Number, revoked.Reason, added, At = MetastoreTime.ToMicroseconds(at) }) == 1;

    private sealed record RevisionRow
    {
        public required string Document { get; init; }

        public long? RevokedAt { get; init; }

        public string? RevokedReason { get; init; }

        public Revision ToRevision() => RevisionJson.Parse(Document) with
        {
            Revocation = RevokedAt is { } at ? new RevisionRevocation(MetastoreTime.FromMicroseconds(at), RevokedReason!) : null,
        };
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
