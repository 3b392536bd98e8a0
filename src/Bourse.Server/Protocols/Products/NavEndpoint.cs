using Bourse.Access.Auditing;
using Bourse.Access.Resources;
using Bourse.Exchange.Listings;
using Bourse.Exchange.Reading;
using Bourse.Server.Authentication;
using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Products;

/// <summary><c>GET /v2/funds/{fundId}/nav</c>: a fund's net asset values, as of any time. An unknown fund and one of others get one answer.</summary>
internal sealed class NavEndpoint(ClientReads reads, IAuditLog audit, ServerOptions options)
{
    private const int FundIdLengthMax = 64;
    private readonly ProductName _product = ProductName.Parse(options.FundNavProduct);
    private readonly TableName _table = TableName.Parse(options.FundNavTable);

    public async Task GetAsync(HttpContext context)
    {
        var (query, mistake) = NavQuery.Parse(context.Request.Query);
        if (query is null)
        {
            await ProblemShape.WriteAsync(context, Problem.Invalid(mistake!));
            return;
        }
        var fundId = (string)context.Request.RouteValues["fundId"]!;
        if (fundId.Length > FundIdLengthMax)
        {
            await ProblemShape.WriteAsync(context, Problem.Forbidden);
            return;
        }
        var outcome = await reads.LookUpAsync(
            context.Caller(), _product, _table, FundValues.FundColumn, fundId, context.RequestContext(ProductEndpoints.Protocol), context.RequestAborted);
        if (outcome is not ReadOutcome<RowPage>.Found { Value: var page })
        {
            await ProblemShape.WriteAsync(context, Problem.Of(outcome));
            return;
        }
        var (rows, hidden) = NavSeries.Select(page, query);
        if (rows is null)
        {
            await ProblemShape.WriteAsync(context, Problem.Invalid(hidden!));
            return;
        }
        var body = Render(fundId, page, rows);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, body);
        audit.Meter(new UsageRecord(
            context.Caller(), new Resource.Table(_product, _table), page.Agreement, ProductEndpoints.Protocol, Range: null, body.Length));
    }

    private static ReadOnlyMemory<byte> Render(string fundId, RowPage page, IReadOnlyList<IReadOnlyList<object?>> rows) => JsonBody.Render(json =>
    {
        json.WriteStartObject();
        json.WriteString("fundId", fundId);
        json.WriteNumber("revision", page.Revision);
        json.WriteStartArray("values");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            for (var i = 0; i < page.Columns.Count; i++)
            {
                json.WritePropertyName(page.Columns[i]);
                JsonCell.Write(json, row[i]);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
