using System.Globalization;
using System.Text;
using System.Text.Json;
using Bourse.Access.Keys;
using Bourse.Access.Resources;
using Bourse.Cli.Demo.Processes;
using Bourse.Storage.Local;

namespace Bourse.Cli.Demo.Chapters;

/// <summary>Revision 2: announced within a second, fetched by the client's handler, while revision 1 stays what it was.</summary>
internal static class RevisionChapter
{
    private const string RestatedFund = "MER-IDX-500";
    private const string RestatedDate = "2026-03-31";
    private static readonly TimeSpan AnnouncedWithin = TimeSpan.FromSeconds(1);

    public static async Task<RevisionHandler> RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        world.Steps.Chapter("Revision 2 adds a month and restates a past value");
        var client = world.Followed;
        var token = await client.TokenAsync(cancellation);
        RevisionHandler? handler = null;
        await world.Steps.RunAsync($"{client.Name}: start its event handler and register the webhook", async () =>
        {
            handler = await StartHandlerAsync(world, client, token, cancellation);
            return $"its page is {handler.Page}";
        });
        try
        {
            await PublishAsync(world, client, token, handler!, cancellation);
            return handler!;
        }
        catch
        {
            await handler!.DisposeAsync();
            throw;
        }
    }

    private static async Task PublishAsync(DemoWorld world, DemoClient client, SecretText token, RevisionHandler handler,
        CancellationToken cancellation)
    {
        var table = client.Engine.Table(DemoWorld.Product, DemoWorld.NavTable);
        var (before, scan) = (0L, (HeldScan?)null);
        await world.Steps.RunAsync($"{client.Name}: open a scan on revision 1", async () =>
        {
            before = await CountAsync(client, table, cancellation);
            scan = await HeldScan.OpenAsync(client.Http, token, DemoWorld.Product, DemoWorld.NavTable, cancellation);
            return string.Create(CultureInfo.InvariantCulture, $"{before:N0} rows in {scan.Objects} objects");
        });
        var added = world.Pack.Revisions[0];
        await world.Steps.RunAsync("bronze, silver, gold: the new files", async () =>
            $"{await ProviderChapter.IngestAsync(world, added.Sources, cancellation)}; "
                + $"{await ProviderChapter.RunModelsAsync(world, cancellation)}");
        await world.Steps.RunAsync("publish revision 2", () => ProviderChapter.PublishAllAsync(world, added.Description, 2, cancellation));

        await world.Steps.RunAsync("the signed event reaches the client's handler", async () =>
        {
            var report = await handler.WaitAsync("received", each =>
                each.GetProperty("subject").GetString() == DemoWorld.Product, cancellation);
            var revision = await world.Node.Exchange.Products.FindRevisionAsync(ProductName.Parse(DemoWorld.Product), 2, cancellation);
            var took = report.GetProperty("time").GetDateTimeOffset() - report.GetProperty("occurred").GetDateTimeOffset();
            var id = report.GetProperty("data").GetProperty("revisionId").GetString();
            DemoStepFailedException.Unless(id == revision!.Id, $"it names revision {id}, not {revision.Id}.");
            DemoStepFailedException.Unless(took < AnnouncedWithin, $"it came after {took.TotalMilliseconds:0} ms.");
            return string.Create(CultureInfo.InvariantCulture, $"{took.TotalMilliseconds:0} ms after the revision was published");
        });
        await world.Steps.RunAsync("the handler queries what changed and refreshes its page", async () =>
        {
            var report = await handler.WaitAsync("refreshed", each => each.GetProperty("revision").GetInt32() == 2, cancellation);
            var changes = report.GetProperty("changes").EnumerateArray().ToList();
            DemoStepFailedException.Unless(changes.Any(IsRestatement), $"the restated value is not among {changes.Count} changes.");
            return $"{changes.Count} changes, the restated value of {RestatedFund} among them";
        });
        await world.Steps.RunAsync("live queries see revision 2, with the old value beside the restated one", async () =>
        {
            var after = await CountAsync(client, table, cancellation);
            var values = await client.Engine.QueryAsync(
                $"SELECT known_at, nav FROM {table} WHERE fund_id = '{RestatedFund}' AND valid_date = '{RestatedDate}' ORDER BY known_at",
                    cancellation);
            DemoStepFailedException.Unless(after > before, $"{after} rows, {before} before.");
            DemoStepFailedException.Unless(values.Values.Count == 2,
                $"{values.Values.Count} values of {RestatedFund} at {RestatedDate}, 2 expected.");
            return string.Create(CultureInfo.InvariantCulture,
                $"{after:N0} rows, {before:N0} before; {RestatedDate}: {values.Values[0][1]}, then {values.Values[1][1]}");
        });
        await world.Steps.RunAsync("tag rev-1 and a scan that was open on it still give revision 1", async () =>
        {
            var snapshot = await FirstSnapshotAsync(client, token, cancellation);
            var tagged = await CountAsync(client, client.Engine.TableAt(DemoWorld.Product, DemoWorld.NavTable, snapshot), cancellation);
            DemoStepFailedException.Unless(tagged == before, $"the tag gives {tagged} rows, not {before}.");
            var changed = await scan!.CountChangedAsync(DemoWorld.Product, cancellation);
            DemoStepFailedException.Unless(changed == 0, $"{changed} of {scan.Objects} objects changed under the open scan.");
            return string.Create(CultureInfo.InvariantCulture, $"{tagged:N0} rows; {scan.Objects} objects unchanged");
        });
    }

    private static async Task<RevisionHandler> StartHandlerAsync(DemoWorld world, DemoClient client, SecretText token,
        CancellationToken cancellation)
    {
        var port = DemoPorts.Free();
        var wish = JsonSerializer.Serialize(new { url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/hook"),
            events = "revision.*" });
        using var content = new StringContent(wish, Encoding.UTF8, "application/json");
        using var answer = await client.Http.PostAsync(world.Addresses.Api("/v2/webhooks"), content, token, cancellation);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
        DemoStepFailedException.Unless(answer.IsSuccessStatusCode, $"registering the webhook answered HTTP {(int)answer.StatusCode}.");
        var webhookSecret = Path.Combine(client.Folder, "webhook-secret");
        var clientSecret = Path.Combine(client.Folder, "client-secret");
        WholeFile.WriteSecret(webhookSecret, body.RootElement.GetProperty("secret").GetString() + "\n");
        WholeFile.WriteSecret(clientSecret, client.Credential.Secret.Reveal() + "\n");
        var handler = RevisionHandler.Start(
            new Dictionary<string, string>
            {
                ["BOURSE_URL"] = world.Addresses.Token.GetLeftPart(UriPartial.Authority),
                ["BOURSE_CLIENT_ID"] = client.Credential.Id,
                ["BOURSE_CLIENT_SECRET_FILE"] = clientSecret,
                ["BOURSE_WEBHOOK_SECRET_FILE"] = webhookSecret,
                ["BOURSE_FUNDS"] = string.Join(',', client.Agreement.FundIds),
                ["CACHE_FOLDER"] = Path.Combine(client.Folder, "cache"),
                ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
            },
            port, client.Folder);
        try
        {
            await handler.WaitAsync("refreshed", _ => true, cancellation);
            return handler;
        }
        catch
        {
            await handler.DisposeAsync();
            throw;
        }
    }

    private static async Task<long> FirstSnapshotAsync(DemoClient client, SecretText token, CancellationToken cancellation)
    {
        using var answer = await client.Http.LoadTableAsync(DemoWorld.Product, DemoWorld.NavTable, token, cancellation);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
        return body.RootElement.GetProperty("metadata").GetProperty("refs").GetProperty("rev-1").GetProperty("snapshot-id").GetInt64();
    }

    private static async Task<long> CountAsync(DemoClient client, string table, CancellationToken cancellation) =>
        Convert.ToInt64((await client.Engine.QueryAsync($"SELECT count(*) FROM {table}", cancellation)).Values[0][0],
            CultureInfo.InvariantCulture);

    private static bool IsRestatement(JsonElement change) =>
        change.GetProperty("fundId").GetString() == RestatedFund && change.GetProperty("validDate").GetString() == RestatedDate
        && change.GetProperty("previousNav").ValueKind != JsonValueKind.Null;
}
