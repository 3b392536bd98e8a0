using Bourse.Catalog;
using Bourse.Exchange.Providers;
using Bourse.Exchange.Reading;
using Bourse.Iceberg.Metadata;
using Bourse.Server.Authentication;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Iceberg.Source;

/// <summary>The provider's namespaces and tables, to be listed and loaded. To anybody else there is no such warehouse.</summary>
internal sealed class SourceEndpoints(ProviderTables provider, CatalogJson json)
{
    /// <summary>The prefix and the warehouse's name; the same as the bucket's over S3.</summary>
    public const string Prefix = "lakehouse";

    /// <summary><c>GET /v1/lakehouse/namespaces?parent=</c>; none has children.</summary>
    public async Task ListNamespacesAsync(HttpContext context)
    {
        var parent = context.Request.Query["parent"].ToString();
        if (parent.Length > 0)
        {
            if (await TablesAsync(context, parent) is not null)
                await JsonBody.WriteAsync(context, StatusCodes.Status200OK, CatalogJson.Namespaces([]));
            return;
        }
        var outcome = await provider.ListNamespacesAsync(context.Caller(), context.RequestContext(CatalogEndpoints.Protocol), context.RequestAborted);
        if (outcome is ReadOutcome<IReadOnlyList<string>>.Found { Value: var names })
            await JsonBody.WriteAsync(context, StatusCodes.Status200OK, CatalogJson.Namespaces(names));
        else
            await IcebergErrorShape.WriteAsync(context, ErrorOf(context, outcome, IcebergError.Forbidden));
    }

    /// <summary><c>GET</c> and <c>HEAD /v1/lakehouse/namespaces/{namespace}</c></summary>
    public async Task GetNamespaceAsync(HttpContext context)
    {
        var named = NamespaceOf(context);
        if (await TablesAsync(context, named) is null)
            return;
        if (HttpMethods.IsHead(context.Request.Method))
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await JsonBody.WriteAsync(context, StatusCodes.Status200OK, CatalogJson.Namespace(named));
    }

    /// <summary><c>GET /v1/lakehouse/namespaces/{namespace}/tables?pageSize=&amp;pageToken=</c>. A page's token is the last name of the page before it.</summary>
    public async Task ListTablesAsync(HttpContext context)
    {
        var named = NamespaceOf(context);
        if (await TablesAsync(context, named) is not { } tables)
            return;
        var (after, sized) = (context.Request.Query["pageToken"].ToString(), context.Request.Query["pageSize"].ToString());
        if (!int.TryParse(sized.Length == 0 ? "1000" : sized, out var size) || size < 1)
        {
            await IcebergErrorShape.WriteAsync(context, IcebergError.BadRequest("pageSize must be a number of 1 or more."));
            return;
        }
        // Clients that know of pages send the token on the first request too, empty; others take everything at once.
        var names = tables.Select(table => table.Name).Where(name => string.CompareOrdinal(name, after) > 0).ToList();
        var paged = context.Request.Query.ContainsKey("pageToken") || sized.Length > 0;
        var page = paged ? names.Take(size).ToList() : names;
        await JsonBody.WriteAsync(
            context, StatusCodes.Status200OK, CatalogJson.Tables(named, page, page.Count < names.Count ? page[^1] : null));
    }

    /// <summary><c>GET</c> and <c>HEAD /v1/lakehouse/namespaces/{namespace}/tables/{table}?snapshots=all|refs</c></summary>
    public async Task LoadAsync(HttpContext context)
    {
        var (named, name) = (NamespaceOf(context), TableOf(context));
        var outcome = await provider.LoadAsync(context.Caller(), named, name, context.RequestContext(CatalogEndpoints.Protocol), context.RequestAborted);
        if (outcome is not ReadOutcome<CatalogTable>.Found { Value: var table })
            await IcebergErrorShape.WriteAsync(context, ErrorOf(context, outcome, IcebergError.MissingTable(named, name)));
        else if (HttpMethods.IsHead(context.Request.Method))
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else if (context.Request.Query["snapshots"].ToString() is not ("" or "all" or "refs"))
            await IcebergErrorShape.WriteAsync(context, IcebergError.BadRequest("snapshots must be 'all' or 'refs'."));
        else
            await WriteAsync(context, json, table, context.Request.Query["snapshots"].ToString() == "refs");
    }

    /// <summary>Answers a version of a table.</summary>
    /// <param name="context">The request.</param>
    /// <param name="json">Writes it.</param>
    /// <param name="table">The version.</param>
    /// <param name="referenced">Whether snapshots are left out that no branch or tag names.</param>
    public static Task WriteAsync(HttpContext context, CatalogJson json, CatalogTable table, bool referenced = false)
    {
        context.Response.Headers.CacheControl = "no-store";
        var metadata = referenced ? WithReferencedSnapshots(table.Metadata) : table.Metadata;
        return JsonBody.WriteAsync(context, StatusCodes.Status200OK, json.LoadSource(table.MetadataLocation, TableMetadataJson.Write(metadata)));
    }

    /// <summary>The error of what was not found; to whoever is not of the provider's account the warehouse does not exist.</summary>
    public IcebergError ErrorOf<T>(HttpContext context, ReadOutcome<T> outcome, IcebergError missing) =>
        outcome is ReadOutcome<T>.Refused && !provider.IsKnownTo(context.Caller()) ? IcebergError.NoSuchWarehouse : IcebergError.Of(outcome, missing);

    public static string NamespaceOf(HttpContext context) => (string)context.Request.RouteValues["namespace"]!;

    public static string TableOf(HttpContext context) => (string)context.Request.RouteValues["table"]!;

    private static TableMetadata WithReferencedSnapshots(TableMetadata metadata)
    {
        var named = metadata.Refs.Values.Select(reference => reference.SnapshotId).ToHashSet();
        return metadata with { Snapshots = [.. metadata.Snapshots.Where(snapshot => named.Contains(snapshot.Id))] };
    }

    private async Task<IReadOnlyList<TableIdentifier>?> TablesAsync(HttpContext context, string named)
    {
        var outcome = await provider.ListAsync(context.Caller(), named, context.RequestContext(CatalogEndpoints.Protocol), context.RequestAborted);
        if (outcome is ReadOutcome<IReadOnlyList<TableIdentifier>>.Found { Value: var tables })
            return tables;
        await IcebergErrorShape.WriteAsync(context, ErrorOf(context, outcome, IcebergError.MissingNamespace(named)));
        return null;
    }
}
