using System.Text.Json;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Exchange.Publishing;
using Bourse.Exchange.Reading;
using Bourse.Exchange.Tests.Support;
using Bourse.Iceberg.Metadata;
using Bourse.Projection;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Exchange.Tests.Publishing;

public sealed class RevisionHistoryTests
{
    private const string Reason = "The NAV of fund A was wrong.";
    private static readonly RequestContext s_context = new("s3", "request-1");

    [Fact]
    public async Task A_rollback_appends_the_old_content_and_the_next_publication_goes_on_above()
    {
        await using var world = await StartAsync();
        await PublishNextAsync(world, "'A', 9.5");
        var before = await ClientHistory.TableAsync(world);

        var outcome = Assert.IsType<HistoryOutcome.RolledBack>(await world.History.RollBackAsync(ExchangeWorld.Product, 1, Reason, "tester", default));

        var table = await ClientHistory.TableAsync(world);
        Assert.Equal((3, 1, $"Back to revision 1. {Reason}"), (outcome.Served.Number, outcome.Served.ContentOf, outcome.Served.Comment));
        Assert.Equal((before.Uuid, 3), (table.Uuid, table.NewestRevision));
        Assert.Equal(before.Revisions, table.Revisions.Remove(3));
        Assert.Equal("A=1.5 B=2.5", await ClientHistory.RowsAsync(world, table));
        Assert.Equal("A=1.5 A=9.5 B=2.5", await ClientHistory.RowsAsync(world, table, before.CurrentSnapshotId));
        var snapshots = TableMetadataJson.Parse(table.MetadataJson).Snapshots;
        Assert.Equal([null, .. snapshots.Take(2).Select(snapshot => (long?)snapshot.Id)], snapshots.Select(snapshot => snapshot.ParentId));
        Assert.True(JsonElement.DeepEquals(
            JsonSerializer.SerializeToElement(new
            {
                productId = "fund-data", revisionId = outcome.Served.Id, revision = 3, contentOf = 1, timestamp = outcome.Served.PublishedAt,
                comment = outcome.Served.Comment, dataSize = table.SizeBytes,
            }),
            await EventAsync(world, "revision.rolled-back")));
        Assert.Equal((AuditAction.RollBackRevision, "fund-data@1", Reason), await AuditedAsync(world));

        await PublishNextAsync(world, "'B', 7.5");
        table = await ClientHistory.TableAsync(world);
        Assert.Equal((4, "A=1.5 A=9.5 B=2.5 B=7.5"), (table.NewestRevision, await ClientHistory.RowsAsync(world, table)));
    }

    [Fact]
    public async Task A_revoked_revision_is_refused_with_its_reason_and_the_one_before_is_served_again()
    {
        await using var world = await StartAsync();
        await PublishNextAsync(world, "'A', 9.5");
        var before = await ClientHistory.TableAsync(world);
        var gone = KeysOf(world, before).ToHashSet(StringComparer.Ordinal);

        var outcome = Assert.IsType<HistoryOutcome.Revoked>(await world.History.RevokeAsync(ExchangeWorld.Product, 2, Reason, "tester", default));

        var table = await ClientHistory.TableAsync(world);
        Assert.Equal((2, 3, 1, 0), (outcome.Revision, outcome.Served!.Number, outcome.Served.ContentOf, outcome.Alike.Count));
        Assert.Equal([1, 3], table.Revisions.Keys);
        Assert.Equal(new RevokedRevision(2, Reason), table.Revoked[2]);
        Assert.Equal("A=1.5 B=2.5", await ClientHistory.RowsAsync(world, table));
        var metadata = TableMetadataJson.Parse(table.MetadataJson);
        Assert.Equal(table.Revisions.Values, metadata.Snapshots.Select(snapshot => snapshot.Id));
        Assert.Equal(["main", "rev-1", "rev-3"], metadata.Refs.Keys.Order(StringComparer.Ordinal));

        // Time travel by the files themselves: all that only revision 2 had is refused, with the reason.
        gone.ExceptWith(KeysOf(world, table));
        Assert.Equal(4, gone.Count);
        var caller = await world.CallerAsync();
        foreach (var key in gone)
            Assert.Equal($"Revision 2 of fund-data was revoked: {Reason}", Assert.IsType<ReadOutcome<ReadableObject>.Missing>(
                await world.Reads.OpenObjectAsync(caller, ExchangeWorld.Product, key, s_context, default)).Why);
        Assert.Null(Assert.IsType<ReadOutcome<ReadableObject>.Missing>(
            await world.Reads.OpenObjectAsync(caller, ExchangeWorld.Product, "nav/nothing", s_context, default)).Why);
        var revoked = (await world.Products.FindRevisionAsync(ExchangeWorld.Product, 2))!;
        Assert.True(JsonElement.DeepEquals(
            JsonSerializer.SerializeToElement(new
            {
                productId = "fund-data", revisionId = revoked.Id, revision = 2, reason = Reason, servedRevision = 3, timestamp = outcome.Served.PublishedAt,
            }),
            await EventAsync(world, "revision.revoked")));
        Assert.Equal((AuditAction.RevokeRevision, "fund-data@2", Reason), await AuditedAsync(world));
        Assert.Equal(Reason, revoked.Revocation!.Reason);
    }

    [Fact]
    public async Task An_older_revision_is_revoked_without_a_new_one_and_what_others_name_stays()
    {
        await using var world = await StartAsync();
        await PublishNextAsync(world, "'A', 9.5");
        await PublishNextAsync(world, "'B', 7.5");
        var before = await ClientHistory.TableAsync(world);

        var outcome = Assert.IsType<HistoryOutcome.Revoked>(await world.History.RevokeAsync(ExchangeWorld.Product, 2, Reason, "tester", default));

        var table = await ClientHistory.TableAsync(world);
        Assert.Null(outcome.Served);
        Assert.Equal((before.CurrentSnapshotId, 3), (table.CurrentSnapshotId, table.NewestRevision));
        Assert.NotEqual(before.MetadataLocation, table.MetadataLocation);
        Assert.Equal("A=1.5 B=2.5", await ClientHistory.RowsAsync(world, table, table.Revisions[1]));
        Assert.Equal("A=1.5 A=9.5 B=2.5 B=7.5", await ClientHistory.RowsAsync(world, table));
        // The data files of revision 2 are in revision 3 as well; its list and the metadata that it left were its own.
        Assert.Equal(2, KeysOf(world, before).Except(KeysOf(world, table)).Count());
    }

    [Fact]
    public async Task What_cannot_be_taken_back_is_refused_on_record_with_what_to_do()
    {
        await using var world = await StartAsync();
        await RefusedAsync(world.History.RevokeAsync(ExchangeWorld.Product, 1, Reason, "tester", default),
            "revision: no other content of fund-data can be served than that of 1; publish another first, or suspend its agreements.");
        Assert.Equal((AuditAction.RevokeRevision, "fund-data@1"), await LastDenialAsync(world));
        await RefusedAsync(world.History.RollBackAsync(ExchangeWorld.Product, 7, Reason, "tester", default),
            "revision: fund-data has no revision 7; 'bourse revisions fund-data' shows those it has.");
        Assert.IsType<HistoryOutcome.Unchanged>(await world.History.RollBackAsync(ExchangeWorld.Product, 1, Reason, "tester", default));

        await PublishNextAsync(world, "'A', 9.5");
        await world.History.RevokeAsync(ExchangeWorld.Product, 2, Reason, "tester", default);
        await RefusedAsync(world.History.RollBackAsync(ExchangeWorld.Product, 2, Reason, "tester", default),
            $"revision: 2 of fund-data was revoked and is never served again: {Reason}");
        Assert.IsType<HistoryOutcome.Unchanged>(await world.History.RevokeAsync(ExchangeWorld.Product, 2, Reason, "tester", default));
        var rejected = Assert.IsType<PublishOutcome.Rejected>(await world.PublishAsync());
        Assert.Equal([$"The tables are those of revision 2, which was revoked: {Reason} Correct them first."], rejected.Mistakes);
        await Assert.ThrowsAsync<ArgumentException>(() => world.History.RevokeAsync(ExchangeWorld.Product, 3, "too short", "tester", default));

        static async Task RefusedAsync(Task<HistoryOutcome> outcome, string mistake) =>
            Assert.Equal([mistake], Assert.IsType<HistoryOutcome.Rejected>(await outcome).Mistakes);
    }

    [Fact]
    public async Task An_agreement_applied_after_a_rollback_is_served_the_old_content()
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await PublishNextAsync(world, "'A', 9.5");
        await world.History.RollBackAsync(ExchangeWorld.Product, 1, Reason, "tester", default);
        await world.ApplyAsync(ExchangeDocuments.Agreement);
        var table = await ClientHistory.TableAsync(world);
        Assert.Equal((3, "A=1.5 B=2.5"), (table.NewestRevision, await ClientHistory.RowsAsync(world, table)));
    }

    [Fact]
    public void Whatever_is_published_and_taken_back_every_served_snapshot_reads_as_it_always_did() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            RunAsync(new System.Random(seed)).GetAwaiter().GetResult();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2));

    private static async Task RunAsync(System.Random random)
    {
        await using var world = await StartAsync();
        // By revision: what it shows, and whether it is revoked. What the source has grows.
        var model = new SortedDictionary<int, (string Rows, bool Revoked)> { [1] = ("A=1.5 B=2.5", false) };
        var source = new List<string> { "A=1.5", "B=2.5" };
        var snapshots = new Dictionary<int, long>();
        for (var step = 1; step <= 10; step++)
        {
            var (newest, chosen) = (model.Keys.Last(), 1 + random.Next(model.Count));
            switch (random.Next(4))
            {
                case 0 or 1:
                    await PublishNextAsync(world, $"'A', {100 + step}.5");
                    source.Add($"A={100 + step}.5");
                    model[newest + 1] = (string.Join(" ", source.Order(StringComparer.Ordinal)), false);
                    break;
                case 2:
                    var rolledBack = await world.History.RollBackAsync(ExchangeWorld.Product, chosen, Reason, "tester", default);
                    var (content, refused) = model[chosen];
                    Assert.Equal(!refused && content != model[newest].Rows, rolledBack is HistoryOutcome.RolledBack);
                    if (rolledBack is HistoryOutcome.RolledBack)
                        model[newest + 1] = (content, false);
                    break;
                default:
                    var backs = model.Where(other => !other.Value.Revoked && other.Key != chosen
                        && (chosen != newest || other.Value.Rows != model[chosen].Rows)).ToArray();
                    var outcome = await world.History.RevokeAsync(ExchangeWorld.Product, chosen, Reason, "tester", default);
                    Assert.Equal(!model[chosen].Revoked && backs.Length > 0, outcome is HistoryOutcome.Revoked);
                    if (outcome is not HistoryOutcome.Revoked)
                        break;
                    if (chosen == newest)
                        model[newest + 1] = (backs[^1].Value.Rows, false);
                    model[chosen] = model[chosen] with { Revoked = true };
                    break;
            }
            await RequireAsync(world, model, snapshots, step < 10 ? random : null);
        }
    }

    // One of the served revisions is read; all of them without a random number.
    private static async Task RequireAsync(
        ExchangeWorld world, SortedDictionary<int, (string Rows, bool Revoked)> model, Dictionary<int, long> snapshots, System.Random? random)
    {
        var table = await ClientHistory.TableAsync(world);
        var served = model.Where(revision => !revision.Value.Revoked).ToArray();
        Assert.Equal(served.Select(revision => revision.Key), table.Revisions.Keys);
        Assert.Equal(model.Where(revision => revision.Value.Revoked).Select(revision => revision.Key), table.Revoked.Keys);
        Assert.Equal(served[^1].Value.Rows, await ClientHistory.RowsAsync(world, table));
        foreach (var (number, (rows, _)) in served)
        {
            snapshots.TryAdd(number, table.Revisions[number]);
            Assert.Equal(snapshots[number], table.Revisions[number]);
            if (random is not null && random.Next(served.Length) > 0)
                continue;
            Assert.Equal(rows, await ClientHistory.RowsAsync(world, table, table.Revisions[number]));
            var then = (await world.Projections.AtRevisionAsync(table, number))!;
            Assert.Equal((rows, rows.Split(' ').Length, table.Uuid), (await ClientHistory.RowsAsync(world, then), then.RowCount, then.Uuid));
        }
        foreach (var number in table.Revoked.Keys)
            Assert.Null(await world.Projections.AtRevisionAsync(table, number));
    }

    private static IEnumerable<string> KeysOf(ExchangeWorld world, ProjectedTable table) => world.Projections.List(table, "").Select(item => item.Key);

    private static async Task<ExchangeWorld> StartAsync()
    {
        var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.ApplyAsync(ExchangeDocuments.Agreement);
        return world;
    }

    private static async Task PublishNextAsync(ExchangeWorld world, string row)
    {
        await world.AppendAsync($"SELECT t.f AS fund_id, t.n::DOUBLE AS nav, 10 AS fee_bps FROM (VALUES ({row})) t(f, n)");
        Assert.IsType<PublishOutcome.Published>(await world.PublishAsync());
    }

    private static async Task<JsonElement> EventAsync(ExchangeWorld world, string type)
    {
        var bodies = await world.Metastore.ReadAsync(session => session.QueryAsync<string>("SELECT body FROM outbox"));
        var body = Assert.Single(bodies, text => text.Contains($"{type}", StringComparison.Ordinal));
        using var document = JsonDocument.Parse(body);
        var inner = document.RootElement.EnumerateObject().First(member => member.Name.Equals("body", StringComparison.OrdinalIgnoreCase)).Value;
        using var cloud = JsonDocument.Parse(inner.ValueKind == JsonValueKind.String ? inner.GetString()! : inner.GetRawText());
        return cloud.RootElement.GetProperty("data").Clone();
    }

    private static async Task<(string Action, string? Resource, string? Reason)> AuditedAsync(ExchangeWorld world)
    {
        var entry = (await world.Audit.ListAsync(new AuditFilter())).Rows.Select(row => row.Record.Entry)
            .Last(record => record.Kind == AuditKind.Administration && record.Decision == AuditDecision.Allow);
        return (entry.Action, entry.Resource, entry.Reason);
    }

    private static async Task<(string Action, string? Resource)> LastDenialAsync(ExchangeWorld world)
    {
        var entry = (await world.Audit.ListAsync(new AuditFilter { Decision = AuditDecision.Deny })).Rows[^1].Record.Entry;
        return (entry.Action, entry.Resource);
    }
}
