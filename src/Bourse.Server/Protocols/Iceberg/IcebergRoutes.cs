using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bourse.Server.Protocols.Iceberg;

/// <summary>The read side of the Iceberg REST catalogue under <c>/iceberg</c>; everything that would change something is answered 406.</summary>
internal static class IcebergRoutes
{
    /// <summary>What the paths of this protocol begin with.</summary>
    public const string Root = "/iceberg";

    /// <summary>What is offered to subscribers, as the configuration lists it.</summary>
    public static readonly string[] Offered =
    [
        "GET /v1/{prefix}/namespaces",
        "GET /v1/{prefix}/namespaces/{namespace}",
        "HEAD /v1/{prefix}/namespaces/{namespace}",
        "GET /v1/{prefix}/namespaces/{namespace}/tables",
        "GET /v1/{prefix}/namespaces/{namespace}/tables/{table}",
        "HEAD /v1/{prefix}/namespaces/{namespace}/tables/{table}",
        "GET /v1/{prefix}/namespaces/{namespace}/tables/{table}/credentials",
        "POST /v1/{prefix}/namespaces/{namespace}/tables/{table}/metrics",
    ];

    private const string Catalog = Root + "/v1/{prefix}";
    private const string Namespace = Catalog + "/namespaces/{namespace}";
    private const string Table = Namespace + "/tables/{table}";
    private static readonly string[] Writes = [HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete];

    public static void Map(IEndpointRouteBuilder routes, CatalogEndpoints catalog, TableEndpoints tables)
    {
        routes.MapGet(Root + "/v1/config", catalog.ConfigAsync);
        routes.MapGet(Catalog + "/namespaces", catalog.ListNamespacesAsync);
        routes.MapMethods(Namespace, [HttpMethods.Get, HttpMethods.Head], catalog.GetNamespaceAsync);
        routes.MapGet(Namespace + "/tables", catalog.ListTablesAsync);
        routes.MapGet(Table, tables.LoadAsync);
        routes.MapMethods(Table, [HttpMethods.Head], tables.ExistsAsync);
        routes.MapGet(Table + "/credentials", tables.CredentialsAsync);
        routes.MapPost(Table + "/metrics", tables.ReportMetricsAsync);
        routes.MapMethods(Catalog + "/{**rest}", Writes, context => IcebergErrorShape.WriteAsync(context, IcebergError.ReadOnly));
    }
}
