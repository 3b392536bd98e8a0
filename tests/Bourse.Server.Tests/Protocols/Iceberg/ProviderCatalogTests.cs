using System.Text;
using System.Text.Json;
using Bourse.Catalog;
using Bourse.Catalog.Commits;
using Bourse.Iceberg.Metadata;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Protocols.Iceberg;

/// <summary>The provider's tables over the REST catalogue, as engines create and change them.</summary>
public sealed class ProviderCatalogTests : IAsyncLifetime, IDisposable
{
    private const string Root = "/iceberg/v1/lakehouse";
    private const string Gold = Root + "/namespaces/gold/tables";
    private const string Schema = """{"type":"struct","schema-id":0,"fields":[{"id":1,"name":"fund_id","required":true,"type":"string"}]}""";
    private const string Wider = """
        {"type":"struct","schema-id":1,"fields":[{"id":1,"name":"fund_id","required":true,"type":"string"},{"id":2,"name":"nav","required":false,"type":"double"}]}
        """;

    private readonly HttpClient _http = new();
    private ExchangeWorld _world = null!;

    public async Task InitializeAsync() => _world = await ExchangeWorld.StartAsync();

    public Task DisposeAsync() => _world.DisposeAsync().AsTask();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_table_is_created_listed_loaded_and_changed_and_each_refusal_has_the_words_clients_look_for()
    {
        Assert.Equal("lakehouse", (await SendAsync("GET", "/iceberg/v1/config?warehouse=lakehouse")).Document.GetProperty("overrides").GetProperty("prefix").GetString());
        Assert.Equal("""{"namespaces":[["bronze"],["silver"],["gold"]]}""", (await SendAsync("GET", Root + "/namespaces")).Document.GetRawText());
        foreach (var name in new[] { "a", "b", "c" })
            await CreateAsync(name);
        Assert.Equal((409, "AlreadyExistsException", "Table already exists: gold.a"), await ErrorAsync("POST", Gold, Creation("a")));
        Assert.Equal((404, "NoSuchNamespaceException", "Namespace does not exist: none"), await ErrorAsync("POST", Root + "/namespaces/none/tables", Creation("a")));
        Assert.Equal((404, "NoSuchTableException", "Table does not exist: gold.none"), await ErrorAsync("GET", Gold + "/none"));
        Assert.Equal(
            """{"identifiers":[{"namespace":["gold"],"name":"a"},{"namespace":["gold"],"name":"b"}],"next-page-token":"b"}""",
            (await SendAsync("GET", Gold + "?pageSize=2&pageToken=")).Document.GetRawText());
        Assert.Equal("""{"identifiers":[{"namespace":["gold"],"name":"c"}]}""", (await SendAsync("GET", Gold + "?pageSize=2&pageToken=b")).Document.GetRawText());
        Assert.Equal(204, (await SendAsync("HEAD", Gold + "/a")).Status);

        var changed = (await SendAsync("POST", Gold + "/a", Change(
            """{"type":"assert-current-schema-id","current-schema-id":0},{"type":"assert-last-assigned-field-id","last-assigned-field-id":1}""",
            $$"""
            {"action":"add-schema","schema":{{Wider}} },{"action":"set-current-schema","schema-id":-1},
            {"action":"set-properties","updates":{"owner":"desk"} }
            """))).Document;
        var loaded = (await SendAsync("GET", Gold + "/a")).Document;
        Assert.Equal(changed.GetRawText(), loaded.GetRawText());
        var metadata = loaded.GetProperty("metadata");
        Assert.Equal((1, 2, "desk"), (metadata.GetProperty("current-schema-id").GetInt32(), metadata.GetProperty("last-column-id").GetInt32(),
            metadata.GetProperty("properties").GetProperty("owner").GetString()));
        Assert.Equal(
            (409, "CommitFailedException", "Requirement failed: current schema changed: expected id 0 != 1"),
            await ErrorAsync("POST", Gold + "/a", Change("""{"type":"assert-current-schema-id","current-schema-id":0}""", "")));
        Assert.Equal(
            (400, "BadRequestException", "request.updates[0] has an action that is not offered"),
            await ErrorAsync("POST", Gold + "/a", Change("", """{"action":"set-statistics"}""")));
    }

    [Fact]
    public async Task A_transaction_changes_all_tables_or_none()
    {
        await CreateAsync("a");
        await CreateAsync("b");
        string Both(int schema) => $$"""
            {"table-changes":[
                {"identifier":{"namespace":["gold"],"name":"a"},"requirements":[],"updates":[{"action":"set-properties","updates":{"round":"{{schema}}"} }]},
                {"identifier":{"namespace":["gold"],"name":"b"},"requirements":[{"type":"assert-current-schema-id","current-schema-id":{{schema}} }],
                    "updates":[{"action":"set-properties","updates":{"round":"{{schema}}"} }]}]}
            """;
        Assert.Equal(204, (await SendAsync("POST", Root + "/transactions/commit", Both(0))).Status);
        Assert.Equal(409, (await SendAsync("POST", Root + "/transactions/commit", Both(7))).Status);
        foreach (var name in new[] { "a", "b" })
            Assert.Equal("""{"round":"0"}""", (await SendAsync("GET", $"{Gold}/{name}")).Document.GetProperty("metadata").GetProperty("properties").GetRawText());
    }

    [Fact]
    public async Task A_commit_repeated_with_its_key_has_one_effect()
    {
        await CreateAsync("a");
        var change = Change(
            """{"type":"assert-current-schema-id","current-schema-id":0}""",
            $$"""{"action":"add-schema","schema":{{Wider}} },{"action":"set-current-schema","schema-id":-1}""");
        var first = await SendAsync("POST", Gold + "/a", change, key: "once");
        var again = await SendAsync("POST", Gold + "/a", change, key: "once");
        Assert.Equal((200, first.Document.GetRawText()), (again.Status, again.Document.GetRawText()));
        Assert.Equal(409, (await SendAsync("POST", Gold + "/a", change, key: "twice")).Status);
        Assert.Equal(2, (await _world.Lakehouse.LoadAsync(TableIdentifier.Parse("gold.a")))!.Version);
    }

    [Fact]
    public async Task A_subscriber_is_told_that_there_is_no_such_warehouse_whatever_it_asks_and_each_attempt_is_recorded()
    {
        await CreateAsync("a");
        var missing = await ErrorAsync("GET", "/iceberg/v1/elsewhere/namespaces", client: _world.Hedge);
        Assert.Equal("NoSuchWarehouseException", missing.Type);
        foreach (var (method, target, body) in new[]
        {
            ("GET", "/iceberg/v1/config?warehouse=lakehouse", null),
            ("GET", Root + "/namespaces", null),
            ("GET", Root + "/namespaces/gold", null),
            ("GET", Gold, null),
            ("GET", Gold + "/a", null),
            ("GET", Gold + "/none", null),
            ("POST", Gold, Creation("z")),
            ("POST", Gold, "not json"),
            ("POST", Gold + "/a", Change("", """{"action":"set-properties","updates":{"owner":"thief"}}""")),
            ("POST", Root + "/transactions/commit", """{"table-changes":[{"identifier":{"namespace":["gold"],"name":"a"},"requirements":[],"updates":[]}]}"""),
        })
            Assert.Equal(missing, await ErrorAsync(method, target, body, _world.Hedge));
        Assert.Equal(1, (await _world.Lakehouse.LoadAsync(TableIdentifier.Parse("gold.a")))!.Version);
        Assert.Null(await _world.Lakehouse.LoadAsync(TableIdentifier.Parse("gold.z")));
        // The provider's creation, then the subscriber's one reading and two writings.
        Assert.Equal(["write-source", "read-source", "write-source", "write-source"], await _world.RecordedActionsAsync("lakehouse:gold.a"));
    }

    [Fact]
    public async Task A_published_revisions_tag_is_neither_made_nor_moved_nor_dropped_by_a_client()
    {
        var location = await CreateAsync("a");
        Assert.Equal(200, (await SendAsync("POST", Gold + "/a", Change("", Snapshot(1, 1, location) + "," + Ref("main", "branch", 1)))).Status);
        var table = (await _world.Lakehouse.LoadAsync(TableIdentifier.Parse("gold.a")))!;
        Assert.IsType<CommitOutcome.Committed>(await _world.Lakehouse.CommitAsync([new TableCommit(table, table.Metadata.WithTag("rev-1", 1, 0))]));
        Assert.Equal(200, (await SendAsync("POST", Gold + "/a", Change("", Snapshot(2, 2, location) + "," + Ref("main", "branch", 2)))).Status);
        var before = (await SendAsync("GET", Gold + "/a")).Document.GetRawText();
        foreach (var update in new[]
        {
            Ref("rev-2", "tag", 2),
            Ref("rev-1", "tag", 2),
            Ref("rev-1", "branch", 1),
            """{"action":"remove-snapshot-ref","ref-name":"rev-1"}""",
            """{"action":"remove-snapshots","snapshot-ids":[1]}""",
        })
            Assert.Equal(
                (400, "ValidationException",
                    "The commit to gold.a is refused: branches and tags beginning with rev- are published revisions, which publishing alone makes."),
                await ErrorAsync("POST", Gold + "/a", Change("", update)));
        Assert.Equal(before, (await SendAsync("GET", Gold + "/a")).Document.GetRawText());
    }

    [Fact]
    public async Task No_file_is_sent_or_looked_for_outside_of_the_tables_folder()
    {
        var location = await CreateAsync("a");
        foreach (var elsewhere in new[] { "s3://lakehouse/gold", location + "2/data", "s3://other/x", "file:///etc", location + "/../b", "data" })
        {
            foreach (var property in new[] { "write.data.path", "write.metadata.path", "write.object-storage.path", "write.folder-storage.path" })
                Assert.Equal(
                    (400, "ValidationException", $"The commit to gold.a is refused: the property '{property}' must be a location below '{location}/'."),
                    await ErrorAsync("POST", Gold + "/a", Change("", $$"""{"action":"set-properties","updates":{"{{property}}":"{{elsewhere}}"} }""")));
            Assert.Equal(400, (await SendAsync("POST", Gold + "/a", Change("", $$"""{"action":"set-location","location":"{{elsewhere}}"}"""))).Status);
            Assert.Equal(400, (await SendAsync("POST", Gold + "/a", Change("", Snapshot(1, 1, elsewhere)))).Status);
        }
        var placed = $$"""{"name":"b","location":"s3://lakehouse/gold/x","schema":{{Schema}} }""";
        Assert.Equal(400, (await SendAsync("POST", Gold, placed)).Status);
        Assert.Equal(1, (await _world.Lakehouse.LoadAsync(TableIdentifier.Parse("gold.a")))!.Version);
        Assert.Equal(200, (await SendAsync("POST", Gold + "/a", Change("", $$"""{"action":"set-properties","updates":{"write.data.path":"{{location}}/d"} }"""))).Status);
    }

    private static string Creation(string name) => $$"""{"name":"{{name}}","schema":{{Schema}} }""";

    private static string Change(string requirements, string updates) => $$"""{"requirements":[{{requirements}}],"updates":[{{updates}}]}""";

    private static string Snapshot(long id, long sequence, string location) => $$$"""
        {"action":"add-snapshot","snapshot":{"snapshot-id":{{{id}}},"sequence-number":{{{sequence}}},"timestamp-ms":1700000000000,
            "manifest-list":"{{{location}}}/metadata/snap-{{{id}}}.avro","summary":{"operation":"append"},"schema-id":0}}
        """;

    private static string Ref(string name, string type, long id) => $$"""{"action":"set-snapshot-ref","ref-name":"{{name}}","type":"{{type}}","snapshot-id":{{id}} }""";

    // The table's location.
    private async Task<string> CreateAsync(string name)
    {
        var (status, document) = await SendAsync("POST", Gold, Creation(name));
        Assert.Equal(200, status);
        return document.GetProperty("metadata").GetProperty("location").GetString()!;
    }

    private async Task<(int Status, string? Type, string? Message)> ErrorAsync(string method, string target, string? body = null, WorldClient? client = null)
    {
        var (status, document) = await SendAsync(method, target, body, client);
        var error = document.GetProperty("error");
        return (status, error.GetProperty("type").GetString(), error.GetProperty("message").GetString());
    }

    private async Task<(int Status, JsonElement Document)> SendAsync(
        string method, string target, string? body = null, WorldClient? client = null, string? key = null)
    {
        using var request = WorldRequests.Make(
            _world.Server.OpenAddress, new HttpMethod(method), target, client ?? _world.Provider, RequestAuth.Bearer, "execute-api",
            body is null ? null : (Encoding.UTF8.GetBytes(body), "application/json"));
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(text.Length == 0 ? "null" : text);
        return ((int)answer.StatusCode, document.RootElement.Clone());
    }
}
