using System.Text.Json;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Events;
using Bourse.Events.Patterns;
using Bourse.Events.Rules;
using Bourse.Exchange.Events;
using Bourse.Exchange.Reading;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.EventBridge;

/// <summary>EventBridge's operations on the one bus of the caller's account (AWS JSON 1.1; docs.aws.amazon.com/eventbridge/latest/APIReference).</summary>
internal sealed class EventBridgeEndpoints(ClientRules rules)
{
    /// <summary>The media type of requests and answers.</summary>
    public const string ContentType = "application/x-amz-json-1.1";

    /// <summary>The header that names the operation, and what its value begins with.</summary>
    public const string TargetHeader = "X-Amz-Target";

    private const string TargetPrefix = "AWSEvents.";
    private const string Protocol = "eventbridge";
    private const int EntriesMax = 10;
    private const int ListMax = 100;

    /// <summary>The operations that are offered.</summary>
    public static readonly IReadOnlyList<string> Operations =
    [
        "DeleteRule", "DescribeRule", "DisableRule", "EnableRule", "ListRules", "ListTargetsByRule", "PutEvents", "PutRule", "PutTargets", "RemoveTargets",
        "TestEventPattern",
    ];

    /// <summary>Whether a request is for this service, by its outer form.</summary>
    public static bool IsAsked(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Path == "/" && request.Headers[TargetHeader] is [{ } target]
        && target.StartsWith(TargetPrefix, StringComparison.Ordinal);

    /// <summary>Serves a request whose signature holds.</summary>
    public async Task ServeAsync(HttpContext context, Caller caller, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var call = new Call(caller, EventBridgeInput.Of(document.RootElement), new RequestContext(context.TraceIdentifier, Protocol), context.RequestAborted);
            var answer = await AnswerAsync(context.Request.Headers[TargetHeader].ToString(), call);
            context.Response.Headers["x-amzn-RequestId"] = context.TraceIdentifier;
            await JsonBody.WriteAsync(context, StatusCodes.Status200OK, answer, ContentType);
        }
        catch (EventBridgeException refused)
        {
            await EventBridgeErrorShape.WriteAsync(context, refused.Error);
        }
        // Reading a string that is no Unicode (a lone \ud800, bytes that are no UTF-8) is an invalid operation to the parser.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            await EventBridgeErrorShape.WriteAsync(context, EventBridgeError.Serialization);
        }
    }

    private Task<ReadOnlyMemory<byte>> AnswerAsync(string target, Call call) => target switch
    {
        "AWSEvents.PutRule" => PutRuleAsync(call),
        "AWSEvents.DeleteRule" => DeleteRuleAsync(call),
        "AWSEvents.EnableRule" => EnableAsync(call, enabled: true),
        "AWSEvents.DisableRule" => EnableAsync(call, enabled: false),
        "AWSEvents.DescribeRule" => DescribeRuleAsync(call),
        "AWSEvents.ListRules" => ListRulesAsync(call),
        "AWSEvents.PutTargets" => PutTargetsAsync(call),
        "AWSEvents.RemoveTargets" => RemoveTargetsAsync(call),
        "AWSEvents.ListTargetsByRule" => ListTargetsAsync(call),
        "AWSEvents.PutEvents" => PutEventsAsync(call),
        "AWSEvents.TestEventPattern" => TestPatternAsync(call),
        _ => throw new EventBridgeException(EventBridgeError.UnknownOperation),
    };

    private async Task<ReadOnlyMemory<byte>> PutRuleAsync(Call call)
    {
        var (name, pattern, description) = (call.Input.Required("Name"), call.Input.Required("EventPattern"), call.Input.Optional("Description"));
        var enabled = call.Input.Optional("State") switch
        {
            null or "ENABLED" => true,
            "DISABLED" => false,
            _ => throw new EventBridgeException(EventBridgeError.Validation("State must be ENABLED or DISABLED.")),
        };
        call.End();
        RequireDone(await rules.PutAsync(call.Caller, name, pattern, description, enabled, call.Context, call.Cancellation), name);
        return Render(json => json.WriteString("RuleArn", rules.Identity.RuleArn(call.Account, name)));
    }

    private async Task<ReadOnlyMemory<byte>> DeleteRuleAsync(Call call)
    {
        var name = call.Input.Required("Name");
        call.End();
        // As with EventBridge, a rule that is not there is deleted.
        if (Found(await rules.DeleteAsync(call.Caller, name, call.Context, call.Cancellation)) is RuleOutcome.HasTargets refused)
            throw new EventBridgeException(EventBridgeError.Of(refused, name));
        return Render(_ => { });
    }

    private async Task<ReadOnlyMemory<byte>> EnableAsync(Call call, bool enabled)
    {
        var name = call.Input.Required("Name");
        call.End();
        RequireDone(await rules.EnableAsync(call.Caller, name, enabled, call.Context, call.Cancellation), name);
        return Render(_ => { });
    }

    private async Task<ReadOnlyMemory<byte>> DescribeRuleAsync(Call call)
    {
        var name = call.Input.Required("Name");
        call.End();
        var found = await FindAsync(call, name);
        return Render(json =>
        {
            WriteRule(json, found.Rule);
            json.WriteString("CreatedBy", call.Account);
        });
    }

    private async Task<ReadOnlyMemory<byte>> ListRulesAsync(Call call)
    {
        var prefix = call.Input.Optional("NamePrefix") ?? "";
        var page = Page.Read(call);
        var all = Found(await rules.ListAsync(call.Caller, call.Context, call.Cancellation));
        var (shown, next) = page.Of(all.Where(rule => rule.Name.StartsWith(prefix, StringComparison.Ordinal)), rule => rule.Name);
        return Render(json => WriteList(json, "Rules", next, shown, rule =>
        {
            json.WriteStartObject();
            WriteRule(json, rule);
            json.WriteEndObject();
        }));
    }

    private async Task<ReadOnlyMemory<byte>> ListTargetsAsync(Call call)
    {
        var name = call.Input.Required("Rule");
        var page = Page.Read(call);
        var (shown, next) = page.Of((await FindAsync(call, name)).Targets, target => target.Id);
        return Render(json => WriteList(json, "Targets", next, shown, target => TargetJson.Write(json, target, rules.Identity, call.Account)));
    }

    private async Task<ReadOnlyMemory<byte>> PutTargetsAsync(Call call)
    {
        var name = call.Input.Required("Rule");
        var targets = call.Input.Objects("Targets", EntriesMax).Select(target => TargetJson.Read(target, rules.Identity, call.Account)).ToList();
        call.End();
        await FindAsync(call, name);
        return Failures(name, [.. targets.Select(target => target.Id)], Found(await rules.PutTargetsAsync(call.Caller, name, targets, call.Context, call.Cancellation)));
    }

    private async Task<ReadOnlyMemory<byte>> RemoveTargetsAsync(Call call)
    {
        var (name, ids) = (call.Input.Required("Rule"), call.Input.TextList("Ids", 1, EntriesMax));
        call.End();
        await FindAsync(call, name);
        return Failures(name, ids, Found(await rules.RemoveTargetsAsync(call.Caller, name, ids, call.Context, call.Cancellation)));
    }

    private async Task<ReadOnlyMemory<byte>> PutEventsAsync(Call call)
    {
        var entries = call.Input.Objects("Entries", EntriesMax).Select(EntryJson.Read).ToList();
        call.Input.End();
        var events = entries.Select(entry => entry.Event).OfType<AccountEvent>().ToList();
        var published = new Queue<PutEventOutcome>(Found(await rules.PutEventsAsync(call.Caller, events, call.Context, call.Cancellation)));
        var outcomes = entries.Select(entry => entry.Event is null ? new PutEventOutcome.Invalid(entry.Mistake!) : published.Dequeue()).ToList();
        return Render(json => EntryJson.Write(json, outcomes));
    }

    private async Task<ReadOnlyMemory<byte>> TestPatternAsync(Call call)
    {
        var (pattern, text) = (call.Input.Required("EventPattern"), call.Input.Required("Event"));
        call.Input.End();
        Found(await rules.MayTestAsync(call.Caller, call.Context, call.Cancellation));
        try
        {
            using var bourseEvent = EntryJson.ParseObject(text) ?? throw new EventBridgeException(EventBridgeError.Validation("Event must be a JSON object."));
            var matches = EventPattern.Parse(pattern).Matches(bourseEvent.RootElement);
            return Render(json => json.WriteBoolean("Result", matches));
        }
        catch (PatternException mistake)
        {
            throw new EventBridgeException(new EventBridgeError(400, "InvalidEventPatternException", mistake.Message));
        }
    }

    private async Task<RuleWithTargets> FindAsync(Call call, string name) =>
        Found(await rules.FindAsync(call.Caller, name, call.Context, call.Cancellation)) ?? throw new EventBridgeException(EventBridgeError.NoSuchRule(name));

    private void WriteRule(Utf8JsonWriter json, EventRule rule)
    {
        json.WriteString("Name", rule.Name);
        json.WriteString("Arn", rules.Identity.RuleArn(rule.Account, rule.Name));
        json.WriteString("EventPattern", rule.Pattern);
        json.WriteString("State", rule.Enabled == 1 ? "ENABLED" : "DISABLED");
        if (rule.Description is { } description)
            json.WriteString("Description", description);
        json.WriteString("EventBusName", "default");
    }

    private static ReadOnlyMemory<byte> Failures(string rule, IReadOnlyList<string> ids, IReadOnlyList<RuleOutcome> outcomes)
    {
        var failed = ids.Zip(outcomes).Where(one => one.Second is not RuleOutcome.Done).ToList();
        return Render(json =>
        {
            json.WriteNumber("FailedEntryCount", failed.Count);
            WriteList(json, "FailedEntries", null, failed, one =>
            {
                var error = EventBridgeError.Of(one.Second, rule);
                json.WriteStartObject();
                json.WriteString("TargetId", one.First);
                json.WriteString("ErrorCode", error.Code);
                json.WriteString("ErrorMessage", one.Second is RuleOutcome.NoSuchRule ? "The rule has no target of that id." : error.Message);
                json.WriteEndObject();
            });
        });
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, string? next, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            write(item);
        json.WriteEndArray();
        if (next is not null)
            json.WriteString("NextToken", next);
    }

    private static T Found<T>(ReadOutcome<T> outcome) =>
        outcome is ReadOutcome<T>.Found found ? found.Value : throw new EventBridgeException(EventBridgeError.Of(outcome));

    private static void RequireDone(ReadOutcome<RuleOutcome> outcome, string rule)
    {
        if (Found(outcome) is var found and not RuleOutcome.Done)
            throw new EventBridgeException(EventBridgeError.Of(found, rule));
    }

    private static ReadOnlyMemory<byte> Render(Action<Utf8JsonWriter> write) => JsonBody.Render(json =>
    {
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
    });

    private sealed record Call(Caller Caller, EventBridgeInput Input, RequestContext Context, CancellationToken Cancellation)
    {
        public string Account => Caller.Principal.Account.Value;

        /// <summary>Every operation on rules may name the bus.</summary>
        public void End()
        {
            Input.DefaultBus();
            Input.End();
        }
    }

    /// <summary>A part of a list, which begins after a name.</summary>
    private sealed record Page(string After, int Limit)
    {
        public static Page Read(Call call)
        {
            var page = new Page(call.Input.Optional("NextToken") ?? "", call.Input.Integer("Limit") ?? ListMax);
            call.End();
            return page.Limit is >= 1 and <= ListMax ? page : throw new EventBridgeException(EventBridgeError.Validation("Limit must be between 1 and 100."));
        }

        public (IReadOnlyList<T> Shown, string? Next) Of<T>(IEnumerable<T> all, Func<T, string> nameOf)
        {
            var rest = all.Where(one => string.CompareOrdinal(nameOf(one), After) > 0).Take(Limit + 1).ToList();
            return rest.Count > Limit ? (rest[..Limit], nameOf(rest[Limit - 1])) : (rest, null);
        }
    }
}
