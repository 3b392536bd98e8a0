using System.Text.Json;
using Bourse.Exchange.Reading;
using Bourse.Projection;
using Bourse.Server.Authentication;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Iceberg;

/// <summary>One table: load, existence, keys, and the metrics clients report, which are checked for form and not kept.</summary>
internal sealed class TableEndpoints(ClientReads reads, FixedRevisions revisions, CatalogJson json, CatalogPath path)
{
    private const string DelegationHeader = "X-Iceberg-Access-Delegation";
    private const string VendedCredentials = "vended-credentials";
    private static readonly string[] ReportTypes = ["scan-report", "commit-report"];

    /// <summary>
    /// <c>GET /v1/{prefix}/namespaces/{namespace}/tables/{table}</c>. It carries no entity tag, hence is never answered 304: a client that
    /// kept the old answer would keep keys that end.
    /// </summary>
    public async Task LoadAsync(HttpContext context)
    {
        if (await LoadedAsync(context) is not { } loaded)
            return;
        // The header lists mechanisms by preference; this is the only one on offer, and a client that names none brings keys of its own.
        var vend = context.Request.Headers[DelegationHeader].ToString().Split(',', StringSplitOptions.TrimEntries).Contains(VendedCredentials);
        context.Response.Headers.CacheControl = "no-store";
        var quirk = ClientQuirk.For(context.Request.Headers.UserAgent.ToString());
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, json.LoadTable(loaded, vend, quirk));
    }

    /// <summary><c>HEAD /v1/{prefix}/namespaces/{namespace}/tables/{table}</c></summary>
    public async Task ExistsAsync(HttpContext context)
    {
        if (await GrantedAsync(context))
            context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary><c>GET /v1/{prefix}/namespaces/{namespace}/tables/{table}/credentials</c></summary>
    public async Task CredentialsAsync(HttpContext context)
    {
        if (await LoadedAsync(context) is not { } loaded)
            return;
        context.Response.Headers.CacheControl = "no-store";
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, json.Credentials(loaded));
    }

    /// <summary><c>POST /v1/{prefix}/namespaces/{namespace}/tables/{table}/metrics</c></summary>
    public async Task ReportMetricsAsync(HttpContext context)
    {
        if (!await GrantedAsync(context))
            return;
        if (await IsReportAsync(context))
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await IcebergErrorShape.WriteAsync(
                context, IcebergError.BadRequest("The body must be a JSON object whose report-type is scan-report or commit-report."));
    }

    private static async Task<bool> IsReportAsync(HttpContext context)
    {
        try
        {
            using var report = JsonDocument.Parse(await BoundedBody.ReadAsync(context));
            return report.RootElement.ValueKind == JsonValueKind.Object
                && report.RootElement.TryGetProperty("report-type", out var type)
                && type.ValueKind == JsonValueKind.String
                && ReportTypes.Contains(type.GetString());
        }
        // Reading a string that is no Unicode (a lone \ud800, bytes that are no UTF-8) is an invalid operation to the parser.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private async Task<LoadedTable?> LoadedAsync(HttpContext context)
    {
        if (path.TryTable(context, out var named, out var table, out var error))
        {
            var request = context.RequestContext(CatalogEndpoints.Protocol);
            var outcome = named.Revision is { } revision
                ? await revisions.LoadTableAsync(context.Caller(), named.Product, table, revision, request, context.RequestAborted)
                : await reads.LoadTableAsync(context.Caller(), named.Product, table, request, context.RequestAborted);
            if (outcome is ReadOutcome<LoadedTable>.Found { Value: var loaded })
                return loaded;
            error = IcebergError.Of(outcome, IcebergError.MissingTable(named, table.Value));
        }
        await IcebergErrorShape.WriteAsync(context, error);
        return null;
    }

    // Existence is answered from the list of granted tables, which mints no keys.
    private async Task<bool> GrantedAsync(HttpContext context)
    {
        if (path.TryTable(context, out var named, out var table, out var error))
        {
            var request = context.RequestContext(CatalogEndpoints.Protocol);
            var outcome = named.Revision is { } revision
                ? await revisions.ListTablesAsync(context.Caller(), named.Product, revision, request, context.RequestAborted)
                : await reads.ListTablesAsync(context.Caller(), named.Product, request, context.RequestAborted);
            if (outcome is ReadOutcome<IReadOnlyList<ProjectedTable>>.Found { Value: var tables } && tables.Any(t => t.Table == table))
                return true;
            error = outcome is ReadOutcome<IReadOnlyList<ProjectedTable>>.Found ? IcebergError.Forbidden
                : IcebergError.Of(outcome, IcebergError.MissingTable(named, table.Value));
        }
        await IcebergErrorShape.WriteAsync(context, error);
        return false;
    }
}
