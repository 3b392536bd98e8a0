using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Exchange.Reading;
using Bourse.Projection;
using Bourse.Server.Authentication;
using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Iceberg;

/// <summary>Configuration, namespaces and lists of tables. A namespace is a product; none has children.</summary>
internal sealed class CatalogEndpoints(ClientReads reads, CatalogJson json, CatalogPath path, ServerOptions options)
{
    /// <summary>The protocol's name in audit records.</summary>
    public const string Protocol = "iceberg-rest";

    /// <summary><c>GET /v1/config?warehouse=</c></summary>
    public Task ConfigAsync(HttpContext context)
    {
        var warehouse = context.Request.Query["warehouse"].ToString();
        return warehouse.Length > 0 && warehouse != options.Warehouse
            ? IcebergErrorShape.WriteAsync(context, IcebergError.NoSuchWarehouse)
            : JsonBody.WriteAsync(context, StatusCodes.Status200OK, json.Config());
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
        var outcome = await reads.ListProductsAsync(context.Caller(), context.RequestContext(Protocol), context.RequestAborted);
        if (outcome is ReadOutcome<IReadOnlyList<Entitlement>>.Found { Value: var entitlements })
            await JsonBody.WriteAsync(context, StatusCodes.Status200OK, CatalogJson.Namespaces(entitlements.Select(e => e.Product.Value)));
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
            await JsonBody.WriteAsync(context, StatusCodes.Status200OK, CatalogJson.Namespace(tables.Product.Value));
    }

    /// <summary><c>GET /v1/{prefix}/namespaces/{namespace}/tables</c>, in one page.</summary>
    public async Task ListTablesAsync(HttpContext context)
    {
        if (await TablesAsync(context) is { } tables)
            await JsonBody.WriteAsync(context, StatusCodes.Status200OK, CatalogJson.Tables(tables.Tables));
    }

    private async Task ListChildrenAsync(HttpContext context, string parent)
    {
        var error = IcebergError.Forbidden;
        if (ProductName.TryParse(parent, out var product))
        {
            var outcome = await reads.ListTablesAsync(context.Caller(), product, context.RequestContext(Protocol), context.RequestAborted);
            if (outcome is ReadOutcome<IReadOnlyList<ProjectedTable>>.Found)
            {
                await JsonBody.WriteAsync(context, StatusCodes.Status200OK, CatalogJson.Namespaces([]));
                return;
            }
            error = IcebergError.Of(outcome, IcebergError.Forbidden);
        }
        await IcebergErrorShape.WriteAsync(context, error);
    }

    private async Task<(ProductName Product, IReadOnlyList<ProjectedTable> Tables)?> TablesAsync(HttpContext context)
    {
        if (path.TryProduct(context, out var product, out var error))
        {
            var outcome = await reads.ListTablesAsync(context.Caller(), product, context.RequestContext(Protocol), context.RequestAborted);
            if (outcome is ReadOutcome<IReadOnlyList<ProjectedTable>>.Found { Value: var tables })
                return (product, tables);
            error = IcebergError.Of(outcome, IcebergError.Forbidden);
        }
        await IcebergErrorShape.WriteAsync(context, error);
        return null;
    }
}
