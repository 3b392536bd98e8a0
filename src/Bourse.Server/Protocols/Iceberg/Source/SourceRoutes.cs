using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bourse.Server.Protocols.Iceberg.Source;

/// <summary>The provider's side of the catalogue: the prefix <c>lakehouse</c>, which no warehouse of subscribers has.</summary>
internal static class SourceRoutes
{
    /// <summary>What is offered to the provider, as the configuration lists it.</summary>
    public static readonly string[] Offered =
    [
        "GET /v1/{prefix}/namespaces",
        "GET /v1/{prefix}/namespaces/{namespace}",
        "HEAD /v1/{prefix}/namespaces/{namespace}",
        "GET /v1/{prefix}/namespaces/{namespace}/tables",
        "POST /v1/{prefix}/namespaces/{namespace}/tables",
        "GET /v1/{prefix}/namespaces/{namespace}/tables/{table}",
        "HEAD /v1/{prefix}/namespaces/{namespace}/tables/{table}",
        "POST /v1/{prefix}/namespaces/{namespace}/tables/{table}",
        "POST /v1/{prefix}/transactions/commit",
    ];

    private const string Catalog = $"{IcebergRoutes.Root}/v1/{SourceEndpoints.Prefix}";
    private const string Namespace = Catalog + "/namespaces/{namespace}";
    private const string Table = Namespace + "/tables/{table}";

    public static void Map(IEndpointRouteBuilder routes, SourceEndpoints source, SourceCommits commits)
    {
        routes.MapGet(Catalog + "/namespaces", source.ListNamespacesAsync);
        routes.MapMethods(Namespace, [HttpMethods.Get, HttpMethods.Head], source.GetNamespaceAsync);
        routes.MapGet(Namespace + "/tables", source.ListTablesAsync);
        routes.MapPost(Namespace + "/tables", commits.CreateAsync);
        routes.MapMethods(Table, [HttpMethods.Get, HttpMethods.Head], source.LoadAsync);
        routes.MapPost(Table, commits.CommitAsync);
        routes.MapPost(Catalog + "/transactions/commit", commits.CommitAllAsync);
    }
}
