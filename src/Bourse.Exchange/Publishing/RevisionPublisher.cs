using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Catalog;
using Bourse.Contracts;
using Bourse.Events;
using Bourse.Exchange.Products;
using Bourse.Metastore;
using Bourse.Storage;

namespace Bourse.Exchange.Publishing;

/// <summary>
/// Publishes revisions:
/// (1) pin the contract's tables, (2) hold them against the contract, (3) run its quality rules, (4) prepare every client's projection,
/// (5) in one transaction tag the sources, commit the projections, write the revision, its audit record and the events. Before (5) nothing is visible;
/// after it everything is. A crash in between leaves unreferenced files and nothing else. Whatever is refused is recorded, with the reason, before it is told.
/// </summary>
public sealed class RevisionPublisher(
    TableCatalog catalog, ProductStore products, GrantStore grants, TablePinner pinner, IQualityGate quality,
    ClientProjections projections, EventBus events, IAuditLog audit, TimeProvider clock, RandomNumberGenerator random)
{
    /// <summary>How often a revision is begun anew when agreements or tables change under it.</summary>
    private const int AttemptsMax = 5;

    private readonly AdministrationRecords _records = new(clock, random);
    private readonly RevisionCommit _commit = new(catalog, products, grants, projections, events, audit, new AdministrationRecords(clock, random));

    /// <summary>Publishes the tables as they stand as the product's next revision.</summary>
    /// <exception cref="PublishConflictException">Agreements or tables kept changing meanwhile; nothing was published.</exception>
    public async Task<PublishOutcome> PublishAsync(PublishRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var outcome = await PublishOrBeginAnewAsync(request, cancellation);
        if (MistakesOf(outcome, request.Product) is { } mistakes)
        {
            await audit.AppendAsync(_records.Refused(AuditAction.PublishRevision, request.Product.Value, request.Actor, mistakes), cancellation);
        }

        return outcome ?? throw new PublishConflictException(request.Product);
    }

    private static IEnumerable<string>? MistakesOf(PublishOutcome? outcome, ProductName product) => outcome switch
    {
        PublishOutcome.Published or PublishOutcome.Unchanged => null,
        PublishOutcome.Rejected rejected => rejected.Mistakes,
        // Without the engine's words: they may quote values, which the log would keep for ever.
        PublishOutcome.Stopped stopped => stopped.Report.Results.Where(rule => rule is { Passed: false, Blocking: true })
            .Select(rule => (rule with { Problem = null }).ForProvider()).Prepend("Quality rules did not hold:"),
        null => [new PublishConflictException(product).Message],
        _ => throw new UnreachableException(),
    };

    // Null: it was begun anew too often.
    private async Task<PublishOutcome?> PublishOrBeginAnewAsync(PublishRequest request, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(request.Comment) || request.Comment.Length > PublishRequest.CommentCharactersMax)
        {
            return new PublishOutcome.Rejected([$"comment: must say in 1 to {PublishRequest.CommentCharactersMax} characters what is new."]);
        }

        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (await TryPublishAsync(request, cancellation) is { } outcome)
            {
                return outcome;
            }
        }

        return null;
    }

    /// <summary>What would keep a contract's tables, as they stand, from being published under it; empty when nothing would. Its rules are not run.</summary>
    public Task<IReadOnlyList<string>> MistakesAsync(DataContract contract, CancellationToken cancellation) => pinner.MistakesAsync(contract, cancellation);

    // Null: something moved under the attempt, begin anew.
    private async Task<PublishOutcome?> TryPublishAsync(PublishRequest request, CancellationToken cancellation)
    {
        if (await products.FindAsync(request.Product, cancellation) is not { } product)
        {
            return new PublishOutcome.Rejected([$"product: '{request.Product}' is not listed; 'bourse products' shows what is."]);
        }

        var (tables, mistakes) = await pinner.PinAsync(product.Contract, cancellation);
        mistakes = [.. mistakes, .. ContractCheck.Against(product.Contract, name => tables.GetValueOrDefault(name)?.Schema)];
        if (mistakes.Count > 0)
        {
            return new PublishOutcome.Rejected(mistakes);
        }

        var assets = new List<RevisionAsset>();
        foreach (var declared in product.Contract.Tables)
        {
            assets.Add(await pinner.DescribeAsync(tables[declared.Name], cancellation));
        }

        var earlier = await products.ListRevisionsAsync(product.Name, GateInput.EarlierMax, cancellation);
        var latest = earlier.Count == 0 ? null : earlier[0];
        if (latest is not null && latest.ContractDigest == product.ContractDigest
            && latest.Assets.Select(asset => asset.Digest).SequenceEqual(assets.Select(asset => asset.Digest)))
        {
            return new PublishOutcome.Unchanged(latest);
        }

        if (await products.FindRevokedAsync(product.Name, assets, cancellation) is { } revoked)
        {
            var number = revoked.Number.ToString(CultureInfo.InvariantCulture);
            return new PublishOutcome.Rejected([$"The tables are those of revision {number}, which was revoked: {revoked.Revocation!.Reason} Correct them first."]);
        }

        if (latest is not null && RevisionCompatibility.Mistakes(latest, product.Contract, tables) is { Count: > 0 } breaks)
        {
            return new PublishOutcome.Rejected(breaks);
        }

        var report = await quality.CheckAsync(await GateInputAsync(product.Contract, tables, earlier, cancellation), cancellation);
        if (!report.Passed)
        {
            return new PublishOutcome.Stopped(report);
        }

        var revision = new Revision
        {
            Product = product.Name,
            Number = product.LatestRevision + 1,
            Id = RandomHex.New(random),
            PublishedAt = MetastoreTime.FromMicroseconds(MetastoreTime.ToMicroseconds(clock.GetUtcNow())),
            Comment = request.Comment,
            ContractDigest = product.ContractDigest,
            ContractVersion = product.Contract.Version,
            Assets = assets,
            Quality = report,
        };
        return await CommitAsync(request, revision, tables, cancellation);
    }

    private async Task<GateInput> GateInputAsync(
        DataContract contract, IReadOnlyDictionary<TableName, PinnedTable> tables, IReadOnlyList<Revision> earlier, CancellationToken cancellation)
    {
        var input = new GateInput { Contract = contract, Tables = tables, Earlier = earlier, Sources = await pinner.SourcesAsync(contract, cancellation) };
        var readsPrevious = contract.Tables.SelectMany(table => table.Quality).Any(rule => rule.Measure is QualityMeasure.DistributionShift);
        return readsPrevious && earlier.Count > 0 ? input with { Previous = await pinner.PinnedByAsync(earlier[0], cancellation) } : input;
    }

    private async Task<PublishOutcome?> CommitAsync(
        PublishRequest request, Revision revision, IReadOnlyDictionary<TableName, PinnedTable> tables, CancellationToken cancellation)
    {
        var step = new RevisionStep
        {
            Product = revision.Product,
            At = revision.PublishedAt,
            Added = revision,
            Tables = tables,
            Action = AuditAction.PublishRevision,
            Subject = revision.Number,
            Actor = request.Actor,
            Reason = request.Comment,
            Event = client => RevisionEvents.Published(revision, client),
        };
        return await _commit.AddAsync(step, cancellation) switch
        {
            null => null,
            { Count: 0 } => new PublishOutcome.Published(revision),
            var mistakes => new PublishOutcome.Rejected(mistakes),
        };
    }
}
