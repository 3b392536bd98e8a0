using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>The Delta Sharing protocol under <c>/delta-sharing</c> (docs/protocols/delta-sharing.md).</summary>
internal static class SharingRoutes
{
    /// <summary>What the paths of this protocol begin with.</summary>
    public const string Root = "/delta-sharing";

    /// <summary>Where a profile is got by a one-time link.</summary>
    public const string ProfilePath = Root + "/profile";

    private const string Share = Root + "/shares/{share}";
    private const string Tables = Share + "/schemas/{schema}/tables";
    private const string Table = Tables + "/{table}";
    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps what needs a caller.</summary>
    public static void Map(IEndpointRouteBuilder routes, ShareEndpoints shares, SharedTableEndpoints tables)
    {
        routes.MapGet(Root + "/shares", Answer(shares.ListSharesAsync));
        routes.MapGet(Share, Answer(shares.GetShareAsync));
        routes.MapGet(Share + "/schemas", Answer(shares.ListSchemasAsync));
        routes.MapGet(Share + "/all-tables", Answer(shares.ListAllTablesAsync));
        routes.MapGet(Tables, Answer(shares.ListTablesAsync));
        // The protocol's older form of the version.
        routes.MapMethods(Table, [HttpMethods.Head], Answer(tables.VersionAsync));
        routes.MapMethods(Table + "/version", Reads, Answer(tables.VersionAsync));
        routes.MapGet(Table + "/metadata", Answer(tables.MetadataAsync));
        routes.MapPost(Table + "/query", Answer(tables.QueryAsync));
        routes.MapGet(Table + "/changes", Answer(tables.ChangesAsync));
        routes.MapPost(Table + "/queries/{query}", context => SharingErrorShape.WriteAsync(
            context, SharingError.Unsupported("Asynchronous queries are not offered: every query is answered at once, also with asyncquery=true.")));
        routes.MapPost(Table + "/temporary-table-credentials", context => SharingErrorShape.WriteAsync(
            context, SharingError.Unsupported("Access by directory is not offered; query the table for links to its files.")));
    }

    /// <summary>Maps what checks a credential of its own: links.</summary>
    public static void MapPublic(IEndpointRouteBuilder routes, LinkedFileEndpoint files, ProfileEndpoints profiles)
    {
        routes.MapMethods(LinkedFileEndpoint.Path, Reads, files.GetAsync);
        // Mail gateways look at links with HEAD; neither method uses one up.
        routes.MapMethods(ProfilePath, Reads, ProfileEndpoints.ShowAsync);
        routes.MapPost(ProfilePath, profiles.TakeAsync);
    }

    private static RequestDelegate Answer(Func<HttpContext, Task> endpoint) => async context =>
    {
        try
        {
            await endpoint(context);
        }
        catch (SharingFault fault) when (!context.Response.HasStarted)
        {
            await SharingErrorShape.WriteAsync(context, fault.Error);
        }
    };
}
