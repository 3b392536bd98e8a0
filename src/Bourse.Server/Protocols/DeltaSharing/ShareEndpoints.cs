using System.Text.Json;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Exchange.Reading;
using Bourse.Projection;
using Bourse.Server.Authentication;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>What is shared with the caller: shares, their one schema, tables.</summary>
internal sealed class ShareEndpoints(ClientReads reads)
{
    /// <summary>The protocol's name in audit records.</summary>
    public const string Protocol = "delta-sharing";

    /// <summary><c>GET /shares</c></summary>
    public async Task ListSharesAsync(HttpContext context)
    {
        var outcome = await reads.ListProductsAsync(context.Caller(), context.RequestContext(Protocol), context.RequestAborted);
        if (outcome is not ReadOutcome<IReadOnlyList<Entitlement>>.Found { Value: var entitlements })
            throw new SharingFault(SharingError.Of(outcome));
        await WriteAsync(context, entitlements.Select(e => e.Product.Value).Order(StringComparer.Ordinal), (json, name) => json.WriteString("name", name));
    }

    /// <summary><c>GET /shares/{share}</c></summary>
    public async Task GetShareAsync(HttpContext context)
    {
        var (product, _) = await TablesAsync(context);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, JsonBody.Render(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("share");
            json.WriteString("name", product.Value);
            json.WriteEndObject();
            json.WriteEndObject();
        }));
    }

    /// <summary><c>GET /shares/{share}/schemas</c></summary>
    public async Task ListSchemasAsync(HttpContext context)
    {
        var (product, _) = await TablesAsync(context);
        await WriteAsync(context, [SharingPath.SchemaName], (json, name) =>
        {
            json.WriteString("name", name);
            json.WriteString("share", product.Value);
        });
    }

    /// <summary><c>GET /shares/{share}/schemas/{schema}/tables</c></summary>
    public Task ListTablesAsync(HttpContext context) => ListAllTablesAsync(context);

    /// <summary><c>GET /shares/{share}/all-tables</c></summary>
    public async Task ListAllTablesAsync(HttpContext context)
    {
        var (product, tables) = await TablesAsync(context);
        var byName = tables.ToDictionary(table => table.Table.Value, StringComparer.Ordinal);
        await WriteAsync(context, byName.Keys.Order(StringComparer.Ordinal), (json, name) =>
        {
            json.WriteString("name", name);
            json.WriteString("schema", SharingPath.SchemaName);
            json.WriteString("share", product.Value);
            json.WriteString("id", byName[name].Uuid);
        });
    }

    private async Task<(ProductName Product, IReadOnlyList<ProjectedTable> Tables)> TablesAsync(HttpContext context)
    {
        var product = SharingPath.Share(context);
        var outcome = await reads.ListTablesAsync(context.Caller(), product, context.RequestContext(Protocol), context.RequestAborted);
        if (outcome is not ReadOutcome<IReadOnlyList<ProjectedTable>>.Found { Value: var tables })
            throw new SharingFault(SharingError.Of(outcome));
        return SharingPath.HasSchema(context) ? (product, tables) : throw new SharingFault(SharingError.NotFound);
    }

    private static Task WriteAsync(HttpContext context, IEnumerable<string> names, Action<Utf8JsonWriter, string> write)
    {
        var page = SharingPage.Of(context, names);
        return JsonBody.WriteAsync(context, StatusCodes.Status200OK, JsonBody.Render(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var name in page.Names)
            {
                json.WriteStartObject();
                write(json, name);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            if (page.NextToken is { } next)
                json.WriteString("nextPageToken", next);
            json.WriteEndObject();
        }));
    }
}
