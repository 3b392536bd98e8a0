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
using Bourse.Projection;
using Bourse.Storage;

namespace Bourse.Exchange.Publishing;

/// <summary>
/// Takes back what was published (docs/decisions/0018): a rollback publishes an old revision's content as a new one, a revocation ends a revision for good. Each is one
/// transaction as publishing is, with the same crash behaviour; a refusal is recorded before it is told.
/// </summary>
public sealed class RevisionHistory(
    IMetastore metastore, TableCatalog catalog, ProductStore products, GrantStore grants, TablePinner pinner, ClientProjections projections, EventBus events,
    IAuditLog audit, TimeProvider clock, RandomNumberGenerator random)
{
    private const int AttemptsMax = 5;

    private readonly AdministrationRecords _records = new(clock, random);
    private readonly RevisionCommit _commit = new(catalog, products, grants, projections, events, audit, new AdministrationRecords(clock, random));

    /// <summary>Serves a revision's content again, as the product's next revision.</summary>
    /// <param name="product">The product.</param>
    /// <param name="to">The revision whose content it is.</param>
    /// <param name="reason">Why, 10 to 512 characters, for the audit log and for clients.</param>
    /// <param name="actor">Who does it, for the audit log.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    /// <exception cref="PublishConflictException">Agreements or tables kept changing meanwhile; nothing was done.</exception>
    public Task<HistoryOutcome> RollBackAsync(ProductName product, int to, string reason, string actor, CancellationToken cancellation) =>
        RunAsync(AuditAction.RollBackRevision, product, to, reason, actor, async history =>
        {
            if (history.Newest.HasContentOf(history.Revision))
            {
                return new HistoryOutcome.Unchanged(Text($"{product} shows the content of revision {to} already"));
            }

            var next = Next(history, history.Revision, Text($"Back to revision {to}. {reason}"));
            var (step, mistakes) = await StepAsync(AuditAction.RollBackRevision, history, next, reason, actor, cancellation);
            return mistakes.Count > 0 ? new HistoryOutcome.Rejected(mistakes)
                : await _commit.AddAsync(step with { Event = client => RevisionEvents.RolledBack(next, client) }, cancellation) is not { } refused ? null
                : refused.Count > 0 ? new HistoryOutcome.Rejected(refused)
                : new HistoryOutcome.RolledBack(next);
        }, cancellation);

    /// <summary>Ends a revision: no client is served it any more. If it is the newest, the newest other one is served again in the same step.</summary>
    /// <param name="product">The product.</param>
    /// <param name="number">The revision.</param>
    /// <param name="reason">Why, 10 to 512 characters, for the audit log and for clients.</param>
    /// <param name="actor">Who does it, for the audit log.</param>
    /// <param name="cancellation">Cancels; nothing is half done.</param>
    /// <exception cref="PublishConflictException">Agreements or tables kept changing meanwhile; nothing was done.</exception>
    public Task<HistoryOutcome> RevokeAsync(ProductName product, int number, string reason, string actor, CancellationToken cancellation) =>
        RunAsync(AuditAction.RevokeRevision, product, number, reason, actor, async history =>
        {
            var others = history.All.Where(revision => revision.Revocation is null && revision.Number != number).ToList();
            var isNewest = number == history.Newest.Number;
            if (others.FirstOrDefault(revision => !isNewest || !revision.HasContentOf(history.Revision)) is not { } back)
            {
                return new HistoryOutcome.Rejected(
                    [Text($"revision: no other content of {product} can be served than that of {number}; publish another first, or suspend its agreements.")]);
            }

            var next = isNewest ? Next(history, back, Text($"Back to revision {back.Number}: {number} was revoked. {reason}")) : null;
            var (step, mistakes) = await StepAsync(AuditAction.RevokeRevision, history, next, reason, actor, cancellation);
            if (mistakes.Count > 0)
            {
                return new HistoryOutcome.Rejected(mistakes);
            }

            step = step with { Revoked = new RevokedRevision(number, reason), Event = client => RevisionEvents.Revoked(history.Revision, reason, next, step.At, client) };
            var refused = next is null ? await _commit.RunAsync(step, CommitAsync, cancellation) : await _commit.AddAsync(step, cancellation);
            return refused is null ? null
                : refused.Count > 0 ? new HistoryOutcome.Rejected(refused)
                : new HistoryOutcome.Revoked(number, next, [.. others.Where(history.Revision.HasContentOf).Select(revision => revision.Number).Order()]);

            async Task<IReadOnlyList<string>?> CommitAsync(Func<IMetastoreWriteSession, Task> applyAsync)
            {
                await metastore.WriteAsync(applyAsync, cancellation);
                return [];
            }
        }, cancellation);

    private async Task<HistoryOutcome> RunAsync(
        string action, ProductName product, int number, string reason, string actor, Func<History, Task<HistoryOutcome?>> tryAsync, CancellationToken cancellation)
    {
        AuditReason.Require(reason);
        HistoryOutcome? outcome = null;
        for (var attempt = 0; attempt < AttemptsMax && outcome is null; attempt++)
        {
            var (history, refusal) = await ReadAsync(action, product, number, cancellation);
            outcome = refusal ?? await tryAsync(history!);
        }

        IEnumerable<string>? mistakes = outcome switch
        {
            null => [new PublishConflictException(product).Message],
            HistoryOutcome.Rejected rejected => rejected.Mistakes,
            _ => null,
        };
        if (mistakes is not null)
        {
            await audit.AppendAsync(_records.Refused(action, Text($"{product}@{number}"), actor, mistakes), cancellation);
        }

        return outcome ?? throw new PublishConflictException(product);
    }

    private async Task<(History? History, HistoryOutcome? Refusal)> ReadAsync(string action, ProductName product, int number, CancellationToken cancellation)
    {
        if (await products.FindAsync(product, cancellation) is not { } listed)
        {
            return (null, new HistoryOutcome.Rejected([$"product: '{product}' is not listed; 'bourse products' shows what is."]));
        }

        var all = await products.ListRevisionsAsync(product, cancellation: cancellation);
        return all.FirstOrDefault(revision => revision.Number == number) switch
        {
            null => (null, new HistoryOutcome.Rejected([Text($"revision: {product} has no revision {number}; 'bourse revisions {product}' shows those it has.")])),
            { Revocation: not null } when action == AuditAction.RevokeRevision =>
                (null, new HistoryOutcome.Unchanged(Text($"Revision {number} of {product} is revoked already"))),
            { Revocation: { } revoked } =>
                (null, new HistoryOutcome.Rejected([Text($"revision: {number} of {product} was revoked and is never served again: {revoked.Reason}")])),
            var found => (new History(listed, all, found), null),
        };
    }

    // A revision with another's content. Quality is what was measured of it then.
    private Revision Next(History history, Revision content, string comment) => content with
    {
        Number = history.Product.LatestRevision + 1,
        Id = RandomHex.New(random),
        PublishedAt = MetastoreTime.FromMicroseconds(MetastoreTime.ToMicroseconds(clock.GetUtcNow())),
        Comment = comment,
        ContractDigest = history.Product.ContractDigest,
        ContractVersion = history.Product.Contract.Version,
        ContentOf = content.ContentOf ?? content.Number,
        Assets = [.. history.Product.Contract.Tables.Select(table => content.Assets.FirstOrDefault(asset => asset.Table == table.Name.Value)).OfType<RevisionAsset>()],
    };

    private async Task<(RevisionStep Step, IReadOnlyList<string> Mistakes)> StepAsync(
        string action, History history, Revision? next, string reason, string actor, CancellationToken cancellation)
    {
        var step = new RevisionStep
        {
            Product = history.Product.Name,
            At = next?.PublishedAt ?? MetastoreTime.FromMicroseconds(MetastoreTime.ToMicroseconds(clock.GetUtcNow())),
            Added = next,
            Tables = next is null ? new Dictionary<TableName, PinnedTable>() : await pinner.PinnedByAsync(next, cancellation),
            Action = action,
            Subject = history.Revision.Number,
            Actor = actor,
            Reason = reason,
            Event = _ => throw new InvalidOperationException("A step says what clients are told."),
        };
        return (step, next is null ? [] : Misfits(history.Product.Contract, step.Tables, next));
    }

    private static IReadOnlyList<string> Misfits(DataContract contract, IReadOnlyDictionary<TableName, PinnedTable> tables, Revision next) =>
    [
        .. contract.Tables.Where(table => !tables.ContainsKey(table.Name))
            .Select(table => Text($"{table.Name}: revision {next.ContentOf} does not have this table of the contract; apply a contract without it first.")),
        .. ContractCheck.Against(contract, name => tables.GetValueOrDefault(name)?.Schema),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A product with its revisions, newest first, of which one is asked about.</summary>
    private sealed record History(Product Product, IReadOnlyList<Revision> All, Revision Revision)
    {
        public Revision Newest => All[0];
    }
}
