using System.Text.Json.Nodes;

namespace Bourse.Server.Tests.Protocols.DeltaSharing;

/// <summary>One table by the protocol: versions, metadata, files, changes. What is read is compared with the rule applied to the provider's rows.</summary>
public sealed class SharedTablesTests(SharingWorld shared) : IClassFixture<SharingWorld>
{
    private const string Nav = SharingWorld.NavPath;
    private const string Base = """
        SELECT f.fund_id, last_day(CAST(d AS DATE)) AS valid_date, CAST(last_day(CAST(d AS DATE)) + INTERVAL 5 DAY AS TIMESTAMPTZ) AS known_at,
            CAST(100 + month(d) AS DECIMAL(18, 6)) AS nav
        FROM (VALUES ('HEDGE-1'), ('HEDGE-2')) AS f(fund_id), generate_series(TIMESTAMP '2024-01-01', TIMESTAMP '2024-12-01', INTERVAL 1 MONTH) AS t(d)
        """;

    private const string Added = """
        SELECT * FROM (VALUES ('HEDGE-1', DATE '2025-01-31', TIMESTAMPTZ '2025-02-05 00:00:00+00', CAST(113 AS DECIMAL(18, 6))),
            ('HEDGE-1', DATE '2024-06-30', TIMESTAMPTZ '2025-02-06 00:00:00+00', CAST(106.5 AS DECIMAL(18, 6))))
        """;

    [Fact]
    public async Task The_version_is_the_number_of_the_revision()
    {
        Assert.Equal("3", await VersionAsync(HttpMethod.Get, Nav + "/version"));
        Assert.Equal("3", await VersionAsync(HttpMethod.Head, Nav));
        Assert.Equal("1", await VersionAsync(HttpMethod.Get, Nav + "/version?startingTimestamp=2024-01-01T00:00:00Z"));
        Assert.Equal("2", await VersionAsync(HttpMethod.Get, Nav + "/version?startingTimestamp=2025-01-02T01:00:00%2B01:00"));
        Assert.Equal("3", await VersionAsync(HttpMethod.Get, Nav + "/version?startingTimestamp=2025-01-02T00:00:00.001Z"));
        Assert.Equal(
            (400, "INVALID_PARAMETER_VALUE", "startingTimestamp: the table's newest version is of 2025-01-03T00:00:00Z."),
            await shared.ErrorAsync(Nav + "/version?startingTimestamp=2025-01-03T00:00:01Z"));
        Assert.Equal(
            (400, "INVALID_PARAMETER_VALUE", "startingTimestamp: must be a time in UTC such as 2022-01-01T00:00:00Z."),
            await shared.ErrorAsync(Nav + "/version?startingTimestamp=2025-01-03T00:00:01"));
    }

    [Fact]
    public async Task Metadata_is_the_projections_in_both_formats()
    {
        var schema = """
            {"type":"struct","fields":[{"name":"fund_id","type":"string","nullable":false,"metadata":{"bourse.fieldId":1}},{"name":"valid_date","type":"date","nullable":false,"metadata":{"bourse.fieldId":2}},{"name":"known_at","type":"timestamp","nullable":false,"metadata":{"bourse.fieldId":3}},{"name":"nav","type":"decimal(18,6)","nullable":false,"metadata":{"bourse.fieldId":4}}]}
            """.Trim();
        var lines = await shared.LinesAsync(Nav + "/metadata");
        var id = (string)lines[1]["metaData"]!["id"]!;
        var size = (long)lines[1]["metaData"]!["size"]!;
        Assert.Equal(["""{"protocol":{"minReaderVersion":1}}""",
            $$$$"""{"metaData":{"version":3,"size":{{{{size}}}},"numFiles":1,"accessModes":["url"],"id":"{{{{id}}}}","name":"nav_history","format":{"provider":"parquet"},"schemaString":{{{{Text(schema)}}}},"partitionColumns":[],"configuration":{"enableChangeDataFeed":"true"}}}"""],
            lines.Select(Json));
        Assert.True(Guid.TryParse(id, out _) && size > 0);

        var delta = await shared.LinesAsync(Nav + "/metadata?version=1", capabilities: "ResponseFormat=Delta;readerFeatures=deletionVectors;includeEndStreamAction=true");
        size = (long)delta[1]["metaData"]!["size"]!;
        Assert.Equal(["""{"protocol":{"deltaProtocol":{"minReaderVersion":1,"minWriterVersion":4}}}""",
            $$$$"""{"metaData":{"version":1,"size":{{{{size}}}},"numFiles":1,"accessModes":["url"],"deltaMetadata":{"id":"{{{{id}}}}","name":"nav_history","format":{"provider":"parquet","options":{}},"schemaString":{{{{Text(schema)}}}},"partitionColumns":[],"configuration":{"delta.enableChangeDataFeed":"true""" + "\"}}}}"],
            delta.Take(2).Select(Json));
        Assert.Equal(["endStreamAction"], delta.Skip(2).Single().Select(member => member.Key));
    }

    [Fact]
    public async Task A_query_gives_the_files_of_each_version_and_their_rows_are_the_rules()
    {
        Assert.Equal(Expected(Base), await shared.VersionRowsAsync(1));
        Assert.Equal(Expected($"{Base} UNION ALL {Added}"), await shared.VersionRowsAsync(2));
        Assert.Equal(Expected(Third), await shared.VersionRowsAsync(3));
        Assert.All(await shared.VersionRowsAsync(3, shared.World.Pension), row => Assert.StartsWith("PENSION-1|", row, StringComparison.Ordinal));

        var byTime = await shared.LinesAsync(Nav + "/query", """{"timestamp":"2025-01-02T23:59:59Z"}""");
        Assert.Equal([2L, 2L], byTime.Skip(2).Select(line => (long)line["file"]!["version"]!));
        Assert.Equal((400, "INVALID_PARAMETER_VALUE", "version: the table has no version 4; it has 1, 2, 3."), await shared.ErrorAsync(Nav + "/query", """{"version":4}"""));
        Assert.Equal(
            (400, "INVALID_PARAMETER_VALUE", "timestamp: the table's first version is of 2025-01-01T00:00:00Z."),
            await shared.ErrorAsync(Nav + "/query", """{"timestamp":"2024-12-31T23:59:59Z"}"""));
    }

    [Fact]
    public async Task A_file_says_what_it_holds_in_both_formats()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var file = (await shared.LinesAsync(Nav + "/query", """{"version":1}"""))[2]["file"]!.AsObject();
        var url = (string)file["url"]!;
        Assert.StartsWith(new Uri(shared.World.Server.OpenAddress, "/delta-sharing/files/").ToString(), url, StringComparison.Ordinal);
        Assert.Equal((await shared.DownloadAsync(url)).Length, (int)file["size"]!);
        Assert.InRange((long)file["expirationTimestamp"]!, before, before + (15 * 60_000));
        Assert.Equal(
            """{"numRecords":24,"minValues":{"fund_id":"HEDGE-1","valid_date":"2024-01-31","known_at":"2024-02-05T00:00:00.000Z","nav":101.000000},"maxValues":{"fund_id":"HEDGE-2","valid_date":"2024-12-31","known_at":"2025-01-05T00:00:00.000Z","nav":112.000000},"nullCount":{"fund_id":0,"valid_date":0,"known_at":0,"nav":0}}""",
            (string)file["stats"]!);
        Assert.Equal(["id", "version", "timestamp", "expirationTimestamp", "url", "partitionValues", "size", "stats"], file.Select(member => member.Key));

        var delta = (await shared.LinesAsync(Nav + "/query", """{"version":1}""", "responseformat=delta"))[2]["file"]!.AsObject();
        var add = delta["deltaSingleAction"]!["add"]!.AsObject();
        Assert.Equal((Json(file["id"]), Json(file["stats"]), Json(file["size"])), (Json(delta["id"]), Json(add["stats"]), Json(add["size"])));
        Assert.Equal(["path", "partitionValues", "size", "stats", "dataChange", "modificationTime"], add.Select(member => member.Key));
        Assert.Equal(await shared.DownloadAsync(url), await shared.DownloadAsync((string)add["path"]!));
    }

    [Theory]
    [InlineData("""{"predicateHints":["nav >= 113"]}""", 1, "")]
    [InlineData("""{"predicateHints":["valid_date > '2024-12-31'","'HEDGE-1' = `FUND_ID`"]}""", 1, "")]
    [InlineData("""{"predicateHints":["nav < 101"]}""", 0, "")]
    [InlineData("""{"predicateHints":["fund_id IS NULL"]}""", 0, "")]
    [InlineData("""{"predicateHints":["fund_id IS NOT NULL"]}""", 2, "")]
    [InlineData("""{"predicateHints":["nav < 101","nav ><","desk_note = 'x'"]}""", 0, "predicateHints[1], predicateHints[2]")]
    [InlineData("""{"predicateHints":["fund_id = 7"],"jsonPredicateHints":"{"}""", 2, "predicateHints[0], jsonPredicateHints")]
    [InlineData("""{"jsonPredicateHints":"{\"op\":\"greaterThan\",\"children\":[{\"op\":\"column\",\"name\":\"valid_date\",\"valueType\":\"date\"},{\"op\":\"literal\",\"value\":\"2024-12-31\",\"valueType\":\"date\"}]}"}""", 1, "")]
    [InlineData("""{"limitHint":1}""", 1, "")]
    [InlineData("""{"limitHint":0}""", 0, "")]
    [InlineData("""{"limitHint":26}""", 2, "")]
    [InlineData("""{"predicateHints":[],"jsonPredicateHints":null,"limitHint":1000,"unknown":[1]}""", 2, "")]
    public async Task Hints_prune_files_or_are_named(string body, int files, string ignored)
    {
        using var answer = await shared.SendAsync(HttpMethod.Post, Nav + "/query", body.Insert(1, "\"version\":2,"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(files == text.Split("\"file\":").Length - 1, text);
        Assert.Equal(ignored, answer.Headers.TryGetValues("bourse-ignored-hints", out var named) ? named.Single() : "");
    }

    [Fact]
    public async Task Links_are_refreshed_for_the_version_they_were_of()
    {
        var first = await shared.LinesAsync(Nav + "/query", """{"version":1,"includeRefreshToken":true}""");
        var token = (string)first[^1]["endStreamAction"]!["refreshToken"]!;
        Assert.Equal(["refreshToken", "minUrlExpirationTimestamp"], first[^1]["endStreamAction"]!.AsObject().Select(member => member.Key));
        var again = await shared.LinesAsync(Nav + "/query", $$"""{"refreshToken":"{{token}}"}""");
        Assert.Equal(Json(first[2]["file"]!["id"]), Json(again[2]["file"]!["id"]));
        Assert.Equal(3, again.Count);
        Assert.Equal(
            (400, "INVALID_PARAMETER_VALUE", "refreshToken: it is none of this table as it is now; query the table anew."),
            await shared.ErrorAsync(Nav + "/query", $$"""{"refreshToken":"{{token}}1"}"""));
    }

    [Fact]
    public async Task Changes_are_those_of_the_clients_own_rows()
    {
        var lines = await shared.LinesAsync(Nav + "/changes?startingVersion=1");
        Assert.Equal(["protocol", "metaData", "add", "add", "cdf"], lines.Select(line => line.Single().Key));
        Assert.Equal([1L, 2L, 3L], lines.Skip(2).Select(line => (long)line.Single().Value!["version"]!));
        Assert.Equal(
            new DateTimeOffset(2025, 1, 3, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), (long)lines[4]["cdf"]!["timestamp"]!);
        var added = await shared.FilesAsync([(string)lines[3]["add"]!["url"]!]);
        Assert.Equal(Expected(Added), shared.Rows(SharingWorld.Texts($"read_parquet({added})")));
        var changes = await shared.FilesAsync([(string)lines[4]["cdf"]!["url"]!]);
        Assert.Equal(
            ["HEDGE-1|2024-03-31|103.000000|update_preimage", "HEDGE-1|2024-03-31|99.250000|update_postimage", "HEDGE-2|2024-02-29|102.000000|delete",
                "HEDGE-2|2025-02-28|114.000000|insert"],
            shared.Rows($"SELECT fund_id, CAST(valid_date AS VARCHAR), CAST(nav AS VARCHAR), _change_type FROM read_parquet({changes}) ORDER BY ALL"));

        // The same file for whoever asks next; in Delta format as its own action; a version alone.
        var delta = await shared.LinesAsync(Nav + "/changes?startingTimestamp=2025-01-02T12:00:00Z&endingVersion=3", capabilities: "responseformat=delta");
        var action = delta[2]["file"]!.AsObject();
        Assert.Equal(Json(lines[4]["cdf"]!["id"]), Json(action["id"]));
        Assert.Equal(["path", "partitionValues", "size", "dataChange"], action["deltaSingleAction"]!["cdc"]!.AsObject().Select(member => member.Key));
        Assert.Equal(await shared.DownloadAsync((string)lines[4]["cdf"]!["url"]!), await shared.DownloadAsync((string)action["deltaSingleAction"]!["cdc"]!["path"]!));

        // Nothing of a fund that did not change: only hidden cells did.
        var pension = await shared.LinesAsync(Nav + "/changes?startingVersion=3", client: shared.World.Pension);
        Assert.Equal(["protocol", "metaData"], pension.Select(line => line.Single().Key));
    }

    [Theory]
    [InlineData("", "startingVersion, startingTimestamp: send one of them.")]
    [InlineData("?startingVersion=1&startingTimestamp=2025-01-01T00:00:00Z", "startingVersion, startingTimestamp: send one of them.")]
    [InlineData("?startingVersion=x", "startingVersion: must be a whole number, 0 or more.")]
    [InlineData("?startingVersion=0", "startingVersion: the table has no version 0; it has 1, 2, 3.")]
    [InlineData("?startingVersion=3&endingVersion=2", "The range ends before it begins.")]
    [InlineData("?startingVersion=1&endingVersion=2&endingTimestamp=2025-01-01T00:00:00Z", "endingVersion, endingTimestamp: send one of them at most.")]
    [InlineData("?startingVersion=1&startingVersion=2", "startingVersion: send it once.")]
    [InlineData("?startingVersion=1&includeHistoricalMetadata=maybe", "includeHistoricalMetadata: must be true or false.")]
    public async Task A_range_that_is_none_is_refused_by_name(string query, string message) =>
        Assert.Equal((400, "INVALID_PARAMETER_VALUE", message), await shared.ErrorAsync(Nav + "/changes" + query));

    [Theory]
    [InlineData("[]", "the body: must be a JSON object.")]
    [InlineData("{", "the body: must be a JSON object in UTF-8.")]
    [InlineData("""{"version":"1"}""", "version: must be a whole number, 0 or more.")]
    [InlineData("""{"version":-1}""", "version: must be a whole number, 0 or more.")]
    [InlineData("""{"limitHint":1.5}""", "limitHint: must be a whole number, 0 or more.")]
    [InlineData("""{"predicateHints":"nav > 1"}""", "predicateHints: must be a list of at most 64 texts.")]
    [InlineData("""{"version":1,"timestamp":"2025-01-01T00:00:00Z"}""", "version, timestamp, startingVersion and refreshToken each say which version is meant: send one of them.")]
    [InlineData("""{"endingVersion":1}""", "endingVersion: needs startingVersion.")]
    [InlineData("""{"timestamp":"yesterday"}""", "timestamp: must be a time in UTC such as 2022-01-01T00:00:00Z.")]
    public async Task A_body_that_is_none_is_refused_by_name(string body, string message) =>
        Assert.Equal((400, "INVALID_PARAMETER_VALUE", message), await shared.ErrorAsync(Nav + "/query", body));

    [Fact]
    public async Task Streams_get_files_that_came_and_went()
    {
        var lines = await shared.LinesAsync(Nav + "/query", """{"startingVersion":2}""");
        Assert.Equal(
            ["protocol 0", "metaData 3", "add 2", "remove 3", "remove 3", "add 3"],
            lines.Select(line => $"{line.Single().Key} {(long?)line.Single().Value!["version"] ?? 0}"));
        Assert.Contains(Json(lines[2]["add"]!["id"]), lines.Skip(3).Take(2).Select(line => Json(line["remove"]!["id"])));
    }

    [Fact]
    public async Task Formats_and_ids_that_do_not_exist_are_refused()
    {
        Assert.Equal(
            (400, "INVALID_PARAMETER_VALUE", "delta-sharing-capabilities: responseformat must be parquet or delta, or both."),
            await shared.ErrorAsync(Nav + "/metadata", capabilities: "responseformat=arrow"));
        using var both = await shared.SendAsync(HttpMethod.Get, Nav + "/metadata", capabilities: "responseformat=delta,parquet;asyncquery=true");
        Assert.Equal("responseformat=parquet", both.Headers.GetValues("delta-sharing-capabilities").Single());
        Assert.Equal("3", both.Headers.GetValues("Delta-Table-Version").Single());
        Assert.Equal(
            (400, "UNSUPPORTED_OPERATION", "Asynchronous queries are not offered: every query is answered at once, also with asyncquery=true."),
            await shared.ErrorAsync(Nav + "/queries/abc", "{}"));
    }

    private const string Third = $"""
        SELECT fund_id, valid_date, known_at, CASE WHEN fund_id = 'HEDGE-1' AND month(valid_date) = 3 THEN CAST(99.25 AS DECIMAL(18, 6)) ELSE nav END AS nav
        FROM ({Base} UNION ALL {Added}) WHERE NOT (fund_id = 'HEDGE-2' AND month(valid_date) = 2)
        UNION ALL SELECT 'HEDGE-2', DATE '2025-02-28', TIMESTAMPTZ '2025-03-05 00:00:00+00', CAST(114 AS DECIMAL(18, 6))
        """;

    private List<string> Expected(string sql) => shared.Rows(SharingWorld.Texts($"({sql}) AS t(fund_id, valid_date, known_at, nav)"));

    private async Task<string> VersionAsync(HttpMethod method, string target)
    {
        using var answer = await shared.SendAsync(method, target);
        Assert.True(answer.IsSuccessStatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        return Assert.Single(answer.Headers.GetValues("delta-table-version"));
    }

    private static string Json(JsonNode? node) => node!.ToJsonString(s_plain);

    private static string Text(string text) => Json(JsonValue.Create(text));

    private static readonly System.Text.Json.JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
