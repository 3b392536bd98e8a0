using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Catalog;
using Bourse.Catalog.Commits;
using Bourse.Exchange.Reading;
using Bourse.Iceberg;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Rest;
using Bourse.Storage;

namespace Bourse.Exchange.Providers;

/// <summary>
/// The provider's way to the tables of its own lakehouse: the gate decides and records, then the catalogue answers. It knows no HTTP, and nothing of products.
/// </summary>
public sealed class ProviderTables(AccessGate gate, TableCatalog catalog, AccountId provider, TimeProvider clock)
{
    private const int AttemptsMax = 20;

    private static readonly string[] LocationProperties =
        ["write.data.path", "write.metadata.path", "write.object-storage.path", "write.folder-storage.path"];

    /// <summary>Whether a caller is of the provider's account, to whom the lakehouse exists. What it may do there is decided by the other methods.</summary>
    public bool IsKnownTo(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Principal.Account == provider;
    }

    /// <summary>The namespaces.</summary>
    public async Task<ReadOutcome<IReadOnlyList<string>>> ListNamespacesAsync(Caller caller, RequestContext context, CancellationToken cancellation) =>
        await RefusalAsync<IReadOnlyList<string>>(caller, AccessAction.ListSource, new Resource.SourceNamespace(null), context, cancellation)
        ?? new ReadOutcome<IReadOnlyList<string>>.Found(TableIdentifier.Namespaces);

    /// <summary>The tables of a namespace by name.</summary>
    public async Task<ReadOutcome<IReadOnlyList<TableIdentifier>>> ListAsync(Caller caller, string named, RequestContext context, CancellationToken cancellation)
    {
        var resource = new Resource.SourceNamespace(named);
        if (await RefusalAsync<IReadOnlyList<TableIdentifier>>(caller, AccessAction.ListSource, resource, context, cancellation) is { } refusal)
            return refusal;
        return TableIdentifier.Namespaces.Contains(named)
            ? new ReadOutcome<IReadOnlyList<TableIdentifier>>.Found(await catalog.ListAsync(named, cancellation))
            : new ReadOutcome<IReadOnlyList<TableIdentifier>>.Missing();
    }

    /// <summary>The newest version of a table.</summary>
    /// <exception cref="CatalogException">Its metadata file is missing, damaged or another one.</exception>
    public async Task<ReadOutcome<CatalogTable>> LoadAsync(Caller caller, string named, string table, RequestContext context, CancellationToken cancellation)
    {
        if (await RefusalAsync<CatalogTable>(caller, AccessAction.ReadSource, new Resource.SourceTable(named, table), context, cancellation) is { } refusal)
            return refusal;
        return await FindAsync(named, table, cancellation) is { } found ? new ReadOutcome<CatalogTable>.Found(found) : new ReadOutcome<CatalogTable>.Missing();
    }

    /// <summary>Creates an empty table.</summary>
    public async Task<ReadOutcome<ProviderChange>> CreateAsync(
        Caller caller, string named, TableCreation creation, RequestContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(creation);
        if (await RefusalAsync<ProviderChange>(caller, AccessAction.WriteSource, new Resource.SourceTable(named, creation.Name), context, cancellation) is { } refusal)
            return refusal;
        if (!TableIdentifier.Namespaces.Contains(named))
            return new ReadOutcome<ProviderChange>.Missing();
        try
        {
            // The folder is not known yet, so no location can be inside it.
            if (LocationProperties.FirstOrDefault(creation.Properties.ContainsKey) is { } property)
                return Found(new ProviderChange.Invalid($"The property '{property}' is refused: set it after the table is created, to a location inside the table's."));
            var table = new TableIdentifier(named, creation.Name);
            return Found(await catalog.CreateAsync(table, creation.Schema, creation.Spec, creation.Properties, cancellation) is CreateOutcome.Created created
                ? new ProviderChange.Made([created.Table])
                : new ProviderChange.Exists(table));
        }
        catch (Exception unfit) when (unfit is FormatException or IcebergFormatException or ArgumentException)
        {
            return Found(new ProviderChange.Invalid(unfit.Message));
        }
    }

    /// <summary>Changes tables, all or none. One that moved meanwhile is changed all the same while the requirements hold.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="changes">One or more, each of another table.</param>
    /// <param name="key">Chosen by the caller, 1 to 100 characters: changes repeated with it have one effect; null for none.</param>
    /// <param name="context">The request.</param>
    /// <param name="cancellation">Ends the call; a commit in its transaction is not interrupted.</param>
    public async Task<ReadOutcome<ProviderChange>> CommitAsync(
        Caller caller, IReadOnlyList<TableChange> changes, string? key, RequestContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(changes);
        foreach (var change in changes)
        {
            var resource = new Resource.SourceTable(change.Namespace, change.Name);
            if (await RefusalAsync<ProviderChange>(caller, AccessAction.WriteSource, resource, context, cancellation) is { } refusal)
                return refusal;
        }
        var own = key is null ? null : $"provider/{caller.Principal.Name}/{key}";
        for (var attempt = 1; ; attempt++)
        {
            var tables = new List<CatalogTable>();
            foreach (var change in changes)
            {
                if (await FindAsync(change.Namespace, change.Name, cancellation) is not { } table)
                    return new ReadOutcome<ProviderChange>.Missing($"{change.Namespace}.{change.Name}");
                tables.Add(table);
            }
            if (await TryCommitAsync(tables, changes, own, lastAttempt: attempt == AttemptsMax, cancellation) is { } outcome)
                return Found(outcome);
        }
    }

    // Null when another commit came first and it is to be tried again.
    private async Task<ProviderChange?> TryCommitAsync(
        List<CatalogTable> tables, IReadOnlyList<TableChange> changes, string? key, bool lastAttempt, CancellationToken cancellation)
    {
        // Asked before the requirements, which the commit under this key itself has made false.
        if (key is not null && await catalog.FindAnswerAsync(tables, key, cancellation) is { } answer)
            return answer is CommitOutcome.Refused reused ? new ProviderChange.Invalid(reused.Message) : new ProviderChange.Made(tables);
        var commits = new List<TableCommit>();
        for (var i = 0; i < changes.Count; i++)
        {
            var before = tables[i].Metadata;
            if (changes[i].Requirements.Select(requirement => requirement.Problem(before)).FirstOrDefault(problem => problem is not null) is { } problem)
                return new ProviderChange.Overtaken(problem);
            try
            {
                var next = changes[i].Apply(before, clock.GetUtcNow().ToUnixTimeMilliseconds());
                if (FindBreach(before, next) is { } breach)
                    return new ProviderChange.Invalid($"The commit to {tables[i].Identifier} is refused: {breach}.");
                commits.Add(new TableCommit(tables[i], next));
            }
            catch (Exception unfit) when (unfit is IcebergFormatException or ArgumentException)
            {
                return new ProviderChange.Invalid(unfit.Message);
            }
        }
        return await catalog.CommitAsync(commits, key, cancellationToken: cancellation) switch
        {
            CommitOutcome.Refused refused => new ProviderChange.Invalid(refused.Message),
            CommitOutcome.Conflict when !lastAttempt => null,
            CommitOutcome.Conflict conflict => new ProviderChange.Overtaken($"Commit failed: others changed {conflict.Table} first, again and again"),
            _ => new ProviderChange.Made(await ReloadAsync(tables, cancellation)),
        };
    }

    // Published revisions are made by publishing alone, and files go nowhere but into the table's folder.
    private static string? FindBreach(TableMetadata before, TableMetadata after)
    {
        if (!Revisions(before).SequenceEqual(Revisions(after)))
            return $"branches and tags beginning with {RevisionTags.Prefix} are published revisions, which publishing alone makes";
        var inside = after.Location + "/";
        foreach (var property in LocationProperties)
        {
            if (!after.Properties.TryGetValue(property, out var location))
                continue;
            try
            {
                var store = StoreLocation.Parse(after.Location);
                StoreLocation.KeyWithin(location.TrimEnd('/'), store.StoreName, store.Key);
            }
            catch (FormatException)
            {
                return $"the property '{property}' must be a location below '{inside}'";
            }
        }
        return null;
    }

    private static IEnumerable<KeyValuePair<string, SnapshotRef>> Revisions(TableMetadata metadata) =>
        metadata.Refs.Where(entry => RevisionTags.Names(entry.Key));

    private async Task<IReadOnlyList<CatalogTable>> ReloadAsync(List<CatalogTable> tables, CancellationToken cancellation)
    {
        var now = new List<CatalogTable>();
        foreach (var table in tables)
            now.Add(await catalog.LoadAsync(table.Identifier, cancellation) ?? table);
        return now;
    }

    private static ReadOutcome<ProviderChange>.Found Found(ProviderChange change) => new(change);

    private async Task<CatalogTable?> FindAsync(string named, string table, CancellationToken cancellation) =>
        TableIdentifier.TryMake(named, table) is { } identifier ? await catalog.LoadAsync(identifier, cancellation) : null;

    private async Task<ReadOutcome<T>?> RefusalAsync<T>(
        Caller caller, AccessAction action, Resource resource, RequestContext context, CancellationToken cancellation) =>
        await gate.DecideAsync(caller, action, resource, context, cancellation) switch
        {
            Decision.Allowed => null,
            Decision.Unavailable => new ReadOutcome<T>.Unavailable(),
            Decision.Denied { Reason: DenyReason.SessionExpired or DenyReason.SessionRevoked } => new ReadOutcome<T>.SessionEnded(),
            _ => new ReadOutcome<T>.Refused(),
        };
}
