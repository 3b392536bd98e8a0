using System.Text.Json;
using System.Text.Json.Nodes;
using Bourse.Exchange.Agreements;
using Bourse.Exchange.Tests.Support;

namespace Bourse.Exchange.Tests.Publishing;

public sealed class RevisionEventsTests
{
    [Fact]
    public async Task A_client_is_told_of_a_revision_in_exactly_these_words()
    {
        await using var world = await PublishedAsync(withAnotherClient: false);
        var revision = (await world.Products.FindRevisionAsync(ExchangeWorld.Product, 2))!;
        await world.Projections.RefreshAsync();
        var projected = world.Projections.Find(
            Access.Authorization.AgreementId.Parse("CTR-1"), ExchangeWorld.Product, Access.Resources.TableName.Parse("nav"))!;

        var told = await ToldAsync(world);

        var expected = new JsonObject
        {
            ["productId"] = "fund-data",
            ["revisionId"] = revision.Id,
            ["revision"] = 2,
            ["timestamp"] = JsonSerializer.SerializeToNode(revision.PublishedAt),
            ["dataSize"] = projected.SizeBytes,
        };
        Assert.Equal(expected.ToJsonString(), told["data"]!.ToJsonString());
        Assert.Equal(("revision.published", "fund-data"), ((string?)told["type"], (string?)told["subject"]));
    }

    [Fact]
    public async Task What_a_client_is_told_does_not_depend_on_how_many_others_there_are()
    {
        await using var alone = await PublishedAsync(withAnotherClient: false);
        await using var together = await PublishedAsync(withAnotherClient: true);

        Assert.Equal(Lasting(await ToldAsync(alone)), Lasting(await ToldAsync(together)));
    }

    private static async Task<ExchangeWorld> PublishedAsync(bool withAnotherClient)
    {
        var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        Assert.IsType<ApplyOutcome.Applied>(await world.ApplyAsync(ExchangeDocuments.Agreement));
        if (withAnotherClient)
            Assert.IsType<ApplyOutcome.Applied>(await world.ApplyAsync(ExchangeDocuments.Agreement.Replace("CTR-1", "CTR-2", StringComparison.Ordinal)
                .Replace("222222222222", "333333333333", StringComparison.Ordinal).Replace("A;B", "C", StringComparison.Ordinal)));
        await world.AppendAsync("SELECT 'A' AS fund_id, 9.5::DOUBLE AS nav, 10 AS fee_bps");
        await world.PublishAsync();
        return world;
    }

    // The one event of the second revision that is the client's, as it is sent.
    private static async Task<JsonObject> ToldAsync(ExchangeWorld world)
    {
        var bodies = await world.Metastore.ReadAsync(session => session.QueryAsync<string>("SELECT body FROM outbox ORDER BY sequence"));
        var own = bodies.Select(body => JsonNode.Parse(body)!).Where(envelope => (string?)envelope["Audience"] == ExchangeWorld.Client.Value);
        return JsonNode.Parse((string)Assert.Single(own)["Body"]!)!.AsObject();
    }

    // Without what differs from one publishing to the next: the ids, which are random, and the times.
    private static string Lasting(JsonObject told)
    {
        Assert.True(told.Remove("id") && told.Remove("time"));
        var data = told["data"]!.AsObject();
        Assert.True(data.Remove("revisionId") && data.Remove("timestamp"));
        return told.ToJsonString();
    }
}
