using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Exchange.Products;
using Bourse.Projection;

namespace Bourse.Exchange.Reading;

/// <summary>
/// What every protocol reads through: the gate decides and records, then the caller's projection is resolved in memory. It knows no HTTP, and it
/// never filters: what it hands out is the projection, whole.
/// </summary>
public sealed class ClientReads(AccessGate gate, ProjectionStore projections, SessionIssuer sessions, KeyIndexes indexes, ProductStore products,
    TableRevisions revisions)
{
    // A full hour even when the caller's own session ends sooner: engines read a long scan with the keys it began with. They open one table's objects
    // and get no further keys, so two hours after a client proved itself nothing of it opens data.
    private static readonly TimeSpan VendedLifetime = TimeSpan.FromHours(1);

    /// <summary>The products the caller is entitled to now, by name.</summary>
    public Task<ReadOutcome<IReadOnlyList<Entitlement>>> ListProductsAsync(Caller caller, RequestContext context, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<Entitlement>>(caller, AccessAction.ListProducts, new Resource.Exchange(), context, allowed =>
            Found<IReadOnlyList<Entitlement>>([.. allowed.Entitlements.OrderBy(entitlement => entitlement.Product.Value, StringComparer.Ordinal)]), cancellation);

    /// <summary>The same with the newest revision that the caller can read of each.</summary>
    public async Task<ReadOutcome<IReadOnlyList<ReadableProduct>>> DescribeProductsAsync(Caller caller, RequestContext context, CancellationToken cancellation)
    {
        var outcome = await ListProductsAsync(caller, context, cancellation);
        if (outcome is not ReadOutcome<IReadOnlyList<Entitlement>>.Found { Value: var entitlements })
        {
            return outcome.As<IReadOnlyList<ReadableProduct>>();
        }

        var readable = new List<ReadableProduct>(entitlements.Count);
        foreach (var entitlement in entitlements)
        {
            var number = entitlement.Tables.Keys.Select(table => Projected(entitlement, table)).OfType<ProjectedTable>().Select(table => table.NewestRevision)
                .DefaultIfEmpty().Max();
            readable.Add(new ReadableProduct(entitlement, number == 0 ? null : await products.FindRevisionAsync(entitlement.Product, number, cancellation)));
        }

        return Found<IReadOnlyList<ReadableProduct>>(readable);
    }

    /// <summary>The tables the caller is granted of a product, by name.</summary>
    public Task<ReadOutcome<IReadOnlyList<ProjectedTable>>> ListTablesAsync(
        Caller caller, ProductName product, RequestContext context, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<ProjectedTable>>(caller, AccessAction.DescribeProduct, new Resource.Product(product), context, allowed =>
            Found(TablesOf(allowed, caller)), cancellation);

    /// <summary>A table with keys good for its objects alone.</summary>
    public Task<ReadOutcome<LoadedTable>> LoadTableAsync(
        Caller caller, ProductName product, TableName table, RequestContext context, CancellationToken cancellation) =>
        ReadAsync(caller, AccessAction.LoadTable, new Resource.Table(product, table), context, allowed =>
        {
            var entitlement = allowed.Entitlements[0];
            return Projected(entitlement, table) is { } projected
                ? Found(new LoadedTable(projected, sessions.Issue(
                    caller.Principal, caller.PrincipalEpoch, new SessionScope.OneTable(product, table), VendedLifetime, entitlement.EndsAt)))
                : new ReadOutcome<LoadedTable>.Missing();
        }, cancellation);

    /// <summary>A page of the caller's own objects in a product's bucket.</summary>
    public Task<ReadOutcome<ObjectPage>> ListObjectsAsync(
        Caller caller, ProductName product, ObjectListRequest request, RequestContext context, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request.PageSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.PageSize, ObjectListRequest.PageSizeMax);
        return ReadAsync(caller, AccessAction.ListObjects, new Resource.Product(product), context, allowed =>
            Found(ObjectLister.Page(TablesOf(allowed, caller).SelectMany(table => projections.List(table, request.Prefix, request.After)), request)), cancellation);
    }

    /// <summary>An object of the caller's projection.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="product">The product, which is the bucket.</param>
    /// <param name="key">The key in the bucket: <c>table/uuid/…</c>.</param>
    /// <param name="context">The request.</param>
    /// <param name="cancellation">Cancels the decision's recording.</param>
    public Task<ReadOutcome<ReadableObject>> OpenObjectAsync(
        Caller caller, ProductName product, string key, RequestContext context, CancellationToken cancellation)
    {
        if (!TableName.TryParse(key.Split('/', 2)[0], out var table))
        {
            return ReadAsync(caller, AccessAction.ListObjects, new Resource.Product(product), context,
                _ => new ReadOutcome<ReadableObject>.Missing(), cancellation);
        }

        return ReadAsync(caller, AccessAction.ReadObject, new Resource.StoredObject(product, table, key), context, allowed =>
            Projected(allowed.Entitlements[0], table) is not { } projected ? new ReadOutcome<ReadableObject>.Missing()
                : projections.FindObject(projected, key) is { } found
                    ? Found(Readable(found, projected))
                    : new ReadOutcome<ReadableObject>.Missing(projections.FindWithdrawn(projected, key)?.Told(product)), cancellation);
    }

    /// <summary>A table of the caller's, to be read at its revisions.</summary>
    public Task<ReadOutcome<ProjectedTable>> QueryTableAsync(
        Caller caller, ProductName product, TableName table, RequestContext context, CancellationToken cancellation) =>
        ReadAsync(caller, AccessAction.QueryTable, new Resource.Table(product, table), context, allowed =>
            Projected(allowed.Entitlements[0], table) is { } projected ? Found(projected) : new ReadOutcome<ProjectedTable>.Missing(), cancellation);

    /// <summary>The object that a link names: of the caller's projection, or a file of changes of it.</summary>
    public async Task<ReadOutcome<ReadableObject>> OpenLinkedAsync(
        Caller caller, Resource.StoredObject linked, RequestContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(linked);
        var outcome = await ReadAsync(caller, AccessAction.ReadObject, linked, context, allowed =>
            Projected(allowed.Entitlements[0], linked.TableName) is { } table ? Found(table) : new ReadOutcome<ProjectedTable>.Missing(), cancellation);
        if (outcome is not ReadOutcome<ProjectedTable>.Found { Value: var projected })
            return outcome.As<ReadableObject>();
        var item = projections.FindObject(projected, linked.Key) ?? await revisions.FindChangesAsync(projected, linked.Key, cancellation);
        return item is { } found
            ? Found(Readable(found, projected))
            : new ReadOutcome<ReadableObject>.Missing(projections.FindWithdrawn(projected, linked.Key)?.Told(projected.Product));
    }

    /// <summary>The rows of the caller's projection whose column holds a value. No such row and no such grant are one answer.</summary>
    public async Task<ReadOutcome<RowPage>> LookUpAsync(
        Caller caller, ProductName product, TableName table, string column, string value, RequestContext context, CancellationToken cancellation)
    {
        var outcome = await ReadAsync(caller, AccessAction.LookUpRows, new Resource.Table(product, table), context, allowed =>
            Projected(allowed.Entitlements[0], table) is { } found
                ? Found((found, allowed.Entitlements[0].Tables[table]))
                : new ReadOutcome<(ProjectedTable, RuleSet)>.Refused(),
            cancellation);
        if (outcome is not ReadOutcome<(ProjectedTable, RuleSet)>.Found { Value: var (projected, rules) })
        {
            return outcome.As<RowPage>();
        }

        if (projected.Schema.Fields.FirstOrDefault(field => field.Name == column) is not { } key)
        {
            return await RefuseAsync(new Resource.Table(product, table));
        }

        // A masked column is read and not asked by.
        var found = rules.ShowsPlain(key.Id) ? await indexes.FindAsync(projected, column, value, cancellation) : null;
        if (found is { Rows.Count: > 0 })
        {
            return Found(new RowPage(projected.NewestRevision, found.Columns, found.Rows, projected.Agreement));
        }

        return await RefuseAsync(new Resource.Rows(product, table, key.Id, value));

        async Task<ReadOutcome<RowPage>> RefuseAsync(Resource resource)
        {
            await gate.RefuseAsync(caller, AccessAction.LookUpRows, resource, DenyReason.NotGranted, context, cancellation);
            return new ReadOutcome<RowPage>.Refused();
        }
    }

    private ReadableObject Readable(ProjectedObject found, ProjectedTable table) =>
        new(found, table.Agreement, (offset, length, token) => projections.OpenReadAsync(found, offset, length, token));

    /// <summary>A table that the caller was allowed, as a revision left it; null when that revision is not served.</summary>
    internal ValueTask<ProjectedTable?> AtRevisionAsync(ProjectedTable table, int revision, CancellationToken cancellation) =>
        projections.AtRevisionAsync(table, revision, cancellation);

    /// <summary>The tables at hand of an entitlement that the caller was told of.</summary>
    internal IEnumerable<ProjectedTable> ServedTo(Entitlement entitlement) =>
        entitlement.Tables.Keys.Select(table => Projected(entitlement, table)).OfType<ProjectedTable>();

    private IReadOnlyList<ProjectedTable> TablesOf(Decision.Allowed allowed, Caller caller)
    {
        var entitlement = allowed.Entitlements[0];
        return [.. entitlement.Tables.Keys
            .Where(table => caller.Scope is not SessionScope.OneTable only || only.Table == table)
            // The keys are 'table/…': their order is that of the names with the slash.
            .OrderBy(table => $"{table}/", StringComparer.Ordinal)
            .Select(table => Projected(entitlement, table))
            .OfType<ProjectedTable>()];
    }

    // Policy and projections reach a node separately: a projection may still be that of earlier, wider rules than the ones just decided by.
    private ProjectedTable? Projected(Entitlement entitlement, TableName table) =>
        entitlement.Tables.TryGetValue(table, out var rules)
        && projections.Find(entitlement.Agreement, entitlement.Product, table) is { } projected && projected.RuleSetDigest == rules.Digest
            ? projected
            : null;

    private async Task<ReadOutcome<T>> ReadAsync<T>(
        Caller caller, AccessAction action, Resource resource, RequestContext context, Func<Decision.Allowed, ReadOutcome<T>> resolve, CancellationToken cancellation) =>
        await gate.DecideAsync(caller, action, resource, context, cancellation) switch
        {
            Decision.Allowed allowed => resolve(allowed),
            Decision.Denied { Reason: DenyReason.SessionExpired or DenyReason.SessionRevoked } => new ReadOutcome<T>.SessionEnded(),
            Decision.Denied => new ReadOutcome<T>.Refused(),
            _ => new ReadOutcome<T>.Unavailable(),
        };

    private static ReadOutcome<T> Found<T>(T value) => new ReadOutcome<T>.Found(value);
}
