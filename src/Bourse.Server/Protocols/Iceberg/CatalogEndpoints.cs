using Bourse.Access.Resources;
using Bourse.Exchange.Providers;
using Bourse.Exchange.Reading;
using Bourse.Projection;
using Bourse.Server.Authentication;
using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Bourse.Server.Protocols.Iceberg.Source;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Iceberg;

/// <summary>Configuration, namespaces and lists of tables. A namespace is a product, or one fixed at a revision; none has children.</summary>
internal sealed class CatalogEndpoints(
    ClientReads reads, ProviderTables provider, FixedRevisions revisions, CatalogJson json, CatalogPath path, ServerOptions options)
{
    /// <summary>The protocol's name in audit records.</summary>
    public const string Protocol = "iceberg-rest";

    /// <summary><c>GET /v1/config?warehouse=</c></summary>
    public Task ConfigAsync(HttpContext context)
    {
        var warehouse = context.Request.Query["warehouse"].ToString();
        if (warehouse == SourceEndpoints.Prefix && provider.IsKnownTo(context.Caller()))
            return JsonBody.WriteAsync(context, StatusCodes.Status200OK, json.Config(SourceEndpoints.Prefix, SourceRoutes.Offered));
        return warehouse.Length > 0 && warehouse != options.Warehouse
            ? IcebergErrorShape.WriteAsync(context, IcebergError.NoSuchWarehouse)
            : JsonBody.WriteAsync(context, StatusCodes.Status200OK, json.Config(options.Warehouse, IcebergRoutes.Offered));
    }

    /// <summary><c>GET /v1/{prefix}/namespaces?parent=</c></summary>
    public async Task ListNamespacesAsync(HttpContext context)
    {
        if (path.CheckPrefix(context) is { } unknown)
        {
            await IcebergErrorShape.WriteAsync(context, unknown);
            return;
        }
        var parent = context.Request.Query["parent"].ToString();
        if (parent.Length > 0)
        {
            await ListChildrenAsync(context, parent);
            return;
        }
        var outcome = await revisions.ListAsync(context.Caller(), context.RequestContext(Protocol), context.RequestAborted);
        if (outcome is ReadOutcome<IReadOnlyList<(ProductName Product, IReadOnlyList<int> Revisions)>>.Found { Value: var products })
            await JsonBody.WriteAsync(context, StatusCodes.Status200OK, CatalogJson.Namespaces(products.SelectMany(NamesOf)));
        else
            await IcebergErrorShape.WriteAsync(context, IcebergError.Of(outcome, IcebergError.Forbidden));
    }

    /// <summary><c>GET</c> and <c>HEAD /v1/{prefix}/namespaces/{namespace}</c></summary>
    public async Task GetNamespaceAsync(HttpContext context)
    {
        if (await TablesAsync(context) is not { } tables)
            return;
        if (HttpMethods.IsHead(context.Request.Method))
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await JsonBody.WriteAsync(context, StatusCodes.Status200OK, CatalogJson.Namespace(tables.Named.ToString()));
    }

    /// <summary><c>GET /v1/{prefix}/namespaces/{namespace}/tables</c>, in one page.</summary>
    public async Task ListTablesAsync(HttpContext context)
    {
        if (await TablesAsync(context) is { } tables)
            await JsonBody.WriteAsync(context, StatusCodes.Status200OK, CatalogJson.Tables(tables.Named.ToString(), tables.Tables.Select(table => table.Table.Value)));
    }

    private static IEnumerable<string> NamesOf((ProductName Product, IReadOnlyList<int> Revisions) served) =>
        served.Revisions.Select(number => new CatalogNamespace(served.Product, number).ToString()).Prepend(served.Product.Value);

    private async Task ListChildrenAsync(HttpContext context, string parent)
    {
        var error = IcebergError.Forbidden;
        if (CatalogNamespace.TryParse(parent, out var named))
        {
            var outcome = await TablesOfAsync(context, named);
            if (outcome is ReadOutcome<IReadOnlyList<ProjectedTable>>.Found)
            {
                await JsonBody.WriteAsync(context, StatusCodes.Status200OK, CatalogJson.Namespaces([]));
                return;
            }
            error = IcebergError.Of(outcome, IcebergError.MissingNamespace(named));
        }
        await IcebergErrorShape.WriteAsync(context, error);
    }

    private Task<ReadOutcome<IReadOnlyList<ProjectedTable>>> TablesOfAsync(HttpContext context, CatalogNamespace named) => named.Revision is { } revision
        ? revisions.ListTablesAsync(context.Caller(), named.Product, revision, context.RequestContext(Protocol), context.RequestAborted)
        : reads.ListTablesAsync(context.Caller(), named.Product, context.RequestContext(Protocol), context.RequestAborted);

    private async Task<(CatalogNamespace Named, IReadOnlyList<ProjectedTable> Tables)?> TablesAsync(HttpContext context)
    {
        if (path.TryNamespace(context, out var named, out var error))
        {
            var outcome = await TablesOfAsync(context, named);
            if (outcome is ReadOutcome<IReadOnlyList<ProjectedTable>>.Found { Value: var tables })
                return (named, tables);
            error = IcebergError.Of(outcome, IcebergError.MissingNamespace(named));
        }
        await IcebergErrorShape.WriteAsync(context, error);
        return null;
    }
}
