using System.Globalization;
using System.Text.Json;
using Bourse.Access.Resources;
using Bourse.Exchange.Publishing;
using Bourse.Exchange.Reading;
using Bourse.Projection;
using Bourse.Server.Authentication;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Products;

/// <summary>What the caller is entitled to: products, and the revisions of one.</summary>
internal sealed class ProductEndpoints(ClientReads reads)
{
    /// <summary>The protocol's name in audit records.</summary>
    public const string Protocol = "rest";

    /// <summary><c>GET /v2/products</c></summary>
    public async Task ListAsync(HttpContext context)
    {
        var outcome = await reads.DescribeProductsAsync(context.Caller(), context.RequestContext(Protocol), context.RequestAborted);
        if (outcome is not ReadOutcome<IReadOnlyList<ReadableProduct>>.Found { Value: var products })
        {
            await ProblemShape.WriteAsync(context, Problem.Of(outcome));
            return;
        }
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, JsonBody.Render(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("products");
            foreach (var (entitlement, newest) in products)
            {
                json.WriteStartObject();
                json.WriteString("name", entitlement.Product.Value);
                json.WriteString("agreement", entitlement.Agreement.Value);
                json.WriteString("endsAt", entitlement.EndsAt.UtcDateTime);
                json.WriteStartArray("tables");
                foreach (var table in entitlement.Tables.Keys.Select(t => t.Value).Order(StringComparer.Ordinal))
                    json.WriteStringValue(table);
                json.WriteEndArray();
                WriteNewest(json, newest);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    private static void WriteNewest(Utf8JsonWriter json, Revision? newest)
    {
        if (newest is null)
        {
            json.WriteNull("newestRevision");
            return;
        }
        json.WriteStartObject("newestRevision");
        json.WriteNumber("number", newest.Number);
        json.WriteString("id", newest.Id);
        json.WriteString("publishedAt", newest.PublishedAt.UtcDateTime);
        json.WriteEndObject();
    }

    /// <summary><c>GET /v2/products/{product}/revisions</c>, newest first.</summary>
    public async Task RevisionsAsync(HttpContext context)
    {
        if (!ProductName.TryParse((string?)context.Request.RouteValues["product"], out var product))
        {
            await ProblemShape.WriteAsync(context, Problem.Forbidden);
            return;
        }
        var outcome = await reads.ListTablesAsync(context.Caller(), product, context.RequestContext(Protocol), context.RequestAborted);
        if (outcome is not ReadOutcome<IReadOnlyList<ProjectedTable>>.Found { Value: var tables })
        {
            await ProblemShape.WriteAsync(context, Problem.Of(outcome));
            return;
        }
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, Revisions(product, tables));
    }

    // Snapshot ids are strings: they use all 63 bits, more than a JSON number keeps in JavaScript.
    private static ReadOnlyMemory<byte> Revisions(ProductName product, IReadOnlyList<ProjectedTable> tables) => JsonBody.Render(json =>
    {
        json.WriteStartObject();
        json.WriteString("product", product.Value);
        json.WriteStartArray("revisions");
        foreach (var revision in tables.SelectMany(t => t.Revisions.Keys).Distinct().OrderDescending())
        {
            json.WriteStartObject();
            json.WriteNumber("number", revision);
            json.WriteString("tag", string.Create(CultureInfo.InvariantCulture, $"rev-{revision}"));
            json.WriteStartArray("tables");
            foreach (var table in tables.Where(t => t.Revisions.ContainsKey(revision)))
            {
                json.WriteStartObject();
                json.WriteString("name", table.Table.Value);
                json.WriteString("snapshotId", table.Revisions[revision].ToString(CultureInfo.InvariantCulture));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("revoked");
        foreach (var revoked in tables.SelectMany(t => t.Revoked.Values).DistinctBy(r => r.Number).OrderByDescending(r => r.Number))
        {
            json.WriteStartObject();
            json.WriteNumber("number", revoked.Number);
            json.WriteString("reason", revoked.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
