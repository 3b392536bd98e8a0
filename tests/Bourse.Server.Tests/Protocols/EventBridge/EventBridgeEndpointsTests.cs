using System.Net;
using System.Text;
using System.Text.Json;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Events.Webhooks;
using Bourse.Exchange.Reading;
using Bourse.Server.Tests.World;

namespace Bourse.Server.Tests.Protocols.EventBridge;

/// <summary>What a client that no tool made for it may send; what tools send is the interop suite's.</summary>
public sealed class EventBridgeEndpointsTests(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    private const string Pattern = "{\\\"source\\\":[\\\"bourse\\\"]}";

    [Theory]
    [InlineData("PutRule", "", "SerializationException")]
    [InlineData("PutRule", "[]", "SerializationException")]
    [InlineData("PutRule", """{"Name":1}""", "SerializationException")]
    [InlineData("PutRule", """{"Name":"\ud800","EventPattern":"{}"}""", "SerializationException")]
    [InlineData("PutRule", """{"Name":"a","Name":"b","EventPattern":"{}"}""", "SerializationException")]
    [InlineData("PutRule", """{"EventPattern":"{}"}""", "ValidationException: Name must be given.")]
    [InlineData("PutRule", $$"""{"Name":"a/b","EventPattern":"{{Pattern}}"}""", "ValidationException: Name must have 1 to 64 letters, digits, '.', '_' or '-'.")]
    [InlineData("PutRule", $$"""{"Name":"a","EventPattern":"{{Pattern}}","State":"ON"}""", "ValidationException: State must be ENABLED or DISABLED.")]
    [InlineData("PutRule", $$"""{"Name":"a","EventPattern":"{{Pattern}}","ScheduleExpression":"rate(1 day)"}""",
        "ValidationException: ScheduleExpression is not offered here: leave it out.")]
    [InlineData("PutRule", $$"""{"Name":"a","EventPattern":"{{Pattern}}","EventBusName":"other"}""",
        "ResourceNotFoundException: An account has one event bus, which is called default.")]
    [InlineData("PutRule", """{"Name":"a","EventPattern":"{}"}""",
        "InvalidEventPatternException: Event pattern is not valid. Reason: the pattern must not be an empty object.")]
    [InlineData("EnableRule", """{"Name":"none"}""", "ResourceNotFoundException: Rule none does not exist on EventBus default.")]
    [InlineData("DescribeRule", """{"Name":"none"}""", "ResourceNotFoundException: Rule none does not exist on EventBus default.")]
    [InlineData("PutTargets", """{"Rule":"none","Targets":[]}""", "ValidationException: Targets must have 1 to 10 entries.")]
    [InlineData("PutTargets", """{"Rule":"none","Targets":[{"Id":"t","Arn":"a","DeadLetterConfig":{"Arn":"b"}}]}""",
        "ValidationException: Targets[0].DeadLetterConfig is not offered here: leave it out.")]
    [InlineData("PutTargets", """{"Rule":"none","Targets":[{"Id":"t","Arn":"a"}]}""", "ResourceNotFoundException: Rule none does not exist on EventBus default.")]
    [InlineData("ListRules", """{"Limit":0}""", "ValidationException: Limit must be between 1 and 100.")]
    [InlineData("PutEvents", """{"Entries":[]}""", "ValidationException: Entries must have 1 to 10 entries.")]
    [InlineData("PutEvents", """{"Entries":[{"Source":"a","DetailType":"b"}]}""", "ValidationException: Entries[0].Detail must be given.")]
    [InlineData("TestEventPattern", $$"""{"EventPattern":"{{Pattern}}","Event":"[]"}""", "ValidationException: Event must be a JSON object.")]
    [InlineData("CreateEventBus", "{}", "UnknownOperationException")]
    public async Task A_mistake_is_answered_with_its_code_and_what_to_do(string operation, string body, string error)
    {
        var (status, answer) = await SendAsync(operation, body, fixture.World.Hedge);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(error, $"{answer.GetProperty("__type").GetString()}: {answer.GetProperty("message").GetString()}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Malformed_events_and_targets_fail_alone()
    {
        var (_, put) = await SendAsync("PutEvents", """
            {"Entries":[{"Source":"desk","DetailType":"Order","Detail":"{\"n\":1}"},{"Source":"bourse","DetailType":"x","Detail":"{}"},
             {"Source":"desk","DetailType":"x","Detail":"[]"},{"Source":"desk","DetailType":"x","Detail":"{\"a\":\"\\ud800\"}"}]}
            """, fixture.World.Hedge);
        Assert.Equal(3, put.GetProperty("FailedEntryCount").GetInt32());
        Assert.Equal(
            ["-", "InvalidArgument", "InvalidArgument", "InvalidArgument"],
            put.GetProperty("Entries").EnumerateArray().Select(entry => entry.TryGetProperty("ErrorCode", out var code) ? code.GetString() : "-"));

        await SendAsync("PutRule", $$"""{"Name":"alone","EventPattern":"{{Pattern}}"}""", fixture.World.Hedge);
        var (_, targets) = await SendAsync(
            "PutTargets", """{"Rule":"alone","Targets":[{"Id":"t","Arn":"arn:aws:events:us-east-1:222222222222:webhook/wh_none"},{"Id":"u","Arn":"arn:aws:lambda:x"}]}""",
            fixture.World.Hedge);
        Assert.Equal(
            ["t ValidationException Arn must be that of a webhook which the account has registered.",
                "u ValidationException Arn must be that of a webhook which the account has registered."],
            targets.GetProperty("FailedEntries").EnumerateArray().Select(
                entry => $"{entry.GetProperty("TargetId")} {entry.GetProperty("ErrorCode")} {entry.GetProperty("ErrorMessage")}"));
    }

    [Fact]
    public async Task A_rule_lives_from_put_to_delete_with_its_targets_and_another_account_sees_nothing_of_it()
    {
        var (hedge, pension) = (fixture.World.Hedge, fixture.World.Pension);
        var registered = Assert.IsType<WebhookRegistration.Registered>(Assert.IsType<ReadOutcome<WebhookRegistration>.Found>(
            await fixture.World.Services.Webhooks.RegisterAsync(Caller(hedge), new Uri("http://127.0.0.1:9/"), "none", new RequestContext("r", "test"), default)).Value);
        var target = $$$"""
            [{"Id":"desk","Arn":"arn:aws:events:us-east-1:222222222222:webhook/{{{registered.Id}}}",
              "InputTransformer":{"InputPathsMap":{"n":"$.detail.n"},"InputTemplate":"{\"n\": <n>}"},
              "RetryPolicy":{"MaximumRetryAttempts":3,"MaximumEventAgeInSeconds":600},"KinesisParameters":{"PartitionKeyPath":"$.resources[0]"}}]
            """.Trim();
        Assert.Equal(
            """{"RuleArn":"arn:aws:events:us-east-1:222222222222:rule/life"}""",
            await DoneAsync("PutRule", $$"""{"Name":"life","EventPattern":"{{Pattern}}","Description":"d"}"""));
        Assert.Equal("""{"FailedEntryCount":0,"FailedEntries":[]}""", await DoneAsync("PutTargets", $$"""{"Rule":"life","Targets":{{target}}}"""));
        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse($$"""{"Targets":{{target}}}"""), JsonElement.Parse(await DoneAsync("ListTargetsByRule", """{"Rule":"life"}"""))));
        Assert.Equal("""{"Rules":[]}""", (await SendAsync("ListRules", """{"NamePrefix":"life"}""", pension)).Body.GetRawText());
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("DisableRule", """{"Name":"life"}""", pension)).Status);

        await DoneAsync("DisableRule", """{"Name":"life"}""");
        var described =
            """
            {"Name":"life","Arn":"arn:aws:events:us-east-1:222222222222:rule/life","EventPattern":"{\u0022source\u0022:[\u0022bourse\u0022]}",
            "State":"DISABLED","Description":"d","EventBusName":"default","CreatedBy":"222222222222"}
            """.ReplaceLineEndings("");
        Assert.Equal(described, await DoneAsync("DescribeRule", """{"Name":"life"}"""));
        await DoneAsync("EnableRule", """{"Name":"life","EventBusName":"default"}""");
        Assert.Equal(
            "Rule can't be deleted since it has targets.",
            (await SendAsync("DeleteRule", """{"Name":"life"}""", hedge)).Body.GetProperty("message").GetString());
        Assert.Equal(
            """
            {"FailedEntryCount":1,"FailedEntries":[{"TargetId":"none","ErrorCode":"ResourceNotFoundException",
            "ErrorMessage":"The rule has no target of that id."}]}
            """.ReplaceLineEndings(""),
            await DoneAsync("RemoveTargets", """{"Rule":"life","Ids":["desk","none"]}"""));
        await DoneAsync("DeleteRule", """{"Name":"life"}""");
        Assert.Equal("{}", await DoneAsync("DeleteRule", """{"Name":"life"}"""));
        Assert.Equal(Enumerable.Repeat("change-event-rule", 6), await fixture.World.RecordedActionsAsync("222222222222/life"));
    }

    [Fact]
    public async Task Rules_are_listed_in_pages()
    {
        foreach (var name in new[] { "page-c", "page-a", "page-b" })
            await DoneAsync("PutRule", $$"""{"Name":"{{name}}","EventPattern":"{{Pattern}}"}""");
        var (_, first) = await SendAsync("ListRules", """{"NamePrefix":"page-","Limit":2}""", fixture.World.Hedge);
        var next = first.GetProperty("NextToken").GetString();
        var (_, second) = await SendAsync("ListRules", $$"""{"NamePrefix":"page-","Limit":2,"NextToken":"{{next}}"}""", fixture.World.Hedge);
        Assert.Equal(
            ["page-a", "page-b", "page-c"],
            first.GetProperty("Rules").EnumerateArray().Concat(second.GetProperty("Rules").EnumerateArray()).Select(rule => rule.GetProperty("Name").GetString()));
        Assert.False(second.TryGetProperty("NextToken", out _));
    }

    [Fact]
    public async Task Without_an_agreement_in_force_or_a_good_signature_there_is_nothing()
    {
        await using var world = await ExchangeWorld.StartAsync();
        await world.SetStateAsync(world.Pension, AgreementState.Suspended);
        var answer = await SendAsync("ListRules", "{}", world.Pension, world);
        while (answer.Status == HttpStatusCode.OK)
            answer = await SendAsync("ListRules", "{}", world.Pension, world);
        Assert.Equal("AccessDeniedException", answer.Body.GetProperty("__type").GetString());
        var (status, forged) = await SendAsync("ListRules", "{}", world.Hedge, world, RequestAuth.BadSignature);
        Assert.Equal((HttpStatusCode.Forbidden, "InvalidSignatureException"), (status, forged.GetProperty("__type").GetString()));
    }

    private async Task<string> DoneAsync(string operation, string body)
    {
        var (status, answer) = await SendAsync(operation, body, fixture.World.Hedge);
        Assert.Equal((operation, HttpStatusCode.OK), (operation, status));
        return answer.GetRawText();
    }

    private static Caller Caller(WorldClient client) => new()
    {
        Principal = client.Principal, SessionId = "test", PrincipalEpoch = 1, Scope = new SessionScope.WholeAccount(), ExpiresAt = DateTimeOffset.MaxValue,
    };

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        string operation, string body, WorldClient client, ExchangeWorld? world = null, RequestAuth auth = RequestAuth.Signed)
    {
        using var request = WorldRequests.Make(
            (world ?? fixture.World).Server.AwsAddress, HttpMethod.Post, "/", client, auth, "events",
            (Encoding.UTF8.GetBytes(body), "application/x-amz-json-1.1"), new KeyValuePair<string, string>("X-Amz-Target", $"AWSEvents.{operation}"));
        using var answer = await fixture.Http.SendAsync(request);
        Assert.Equal("application/x-amz-json-1.1", answer.Content.Headers.ContentType?.ToString());
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, document.RootElement.Clone());
    }
}
