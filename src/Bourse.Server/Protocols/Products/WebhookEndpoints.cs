using System.Text.Json;
using Bourse.Events.Webhooks;
using Bourse.Exchange.Reading;
using Bourse.Server.Authentication;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Products;

/// <summary>The account's webhooks: register, list, remove.</summary>
internal sealed class WebhookEndpoints(ClientWebhooks webhooks)
{
    private const string Malformed =
        "The body must be a JSON object such as {\"url\": \"https://client.example/hook\", \"events\": \"revision.*\"}, and hold nothing else.";

    /// <summary><c>POST /v2/webhooks</c>; the answer is the only place the signing secret is ever shown.</summary>
    public async Task RegisterAsync(HttpContext context)
    {
        if (await ParseAsync(context) is not { } wish)
        {
            await ProblemShape.WriteAsync(context, Problem.Invalid(Malformed));
            return;
        }
        var outcome = await webhooks.RegisterAsync(
            context.Caller(), wish.Url, wish.Events, context.RequestContext(ProductEndpoints.Protocol), context.RequestAborted);
        await (outcome switch
        {
            ReadOutcome<WebhookRegistration>.Found { Value: WebhookRegistration.Registered registered } => CreatedAsync(context, registered, wish.Events),
            ReadOutcome<WebhookRegistration>.Found { Value: WebhookRegistration.Refused refused } =>
                ProblemShape.WriteAsync(context, Problem.Invalid($"{FieldName(refused.Field)} {refused.Message}.")),
            _ => ProblemShape.WriteAsync(context, Problem.Of(outcome)),
        });
    }

    /// <summary><c>GET /v2/webhooks</c></summary>
    public async Task ListAsync(HttpContext context)
    {
        var outcome = await webhooks.ListAsync(context.Caller(), context.RequestContext(ProductEndpoints.Protocol), context.RequestAborted);
        if (outcome is not ReadOutcome<IReadOnlyList<Webhook>>.Found { Value: var list })
        {
            await ProblemShape.WriteAsync(context, Problem.Of(outcome));
            return;
        }
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, JsonBody.Render(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("webhooks");
            foreach (var webhook in list)
            {
                json.WriteStartObject();
                json.WriteString("id", webhook.Id);
                json.WriteString("url", webhook.Address);
                json.WriteString("events", webhook.TypePattern);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    /// <summary><c>DELETE /v2/webhooks/{id}</c></summary>
    public async Task RemoveAsync(HttpContext context)
    {
        var outcome = await webhooks.RemoveAsync(
            context.Caller(), (string)context.Request.RouteValues["id"]!, context.RequestContext(ProductEndpoints.Protocol), context.RequestAborted);
        if (outcome is ReadOutcome<bool>.Found { Value: true })
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await ProblemShape.WriteAsync(context, outcome is ReadOutcome<bool>.Found ? Problem.NotFound : Problem.Of(outcome));
    }

    private static Task CreatedAsync(HttpContext context, WebhookRegistration.Registered registered, string events)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = $"/v2/webhooks/{registered.Id}";
        return JsonBody.WriteAsync(context, StatusCodes.Status201Created, JsonBody.Render(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", registered.Id);
            json.WriteString("events", events);
            json.WriteString("secret", registered.Secret.Reveal());
            json.WriteEndObject();
        }));
    }

    private static string FieldName(string field) => field switch { "address" => "url", "typePattern" => "events", _ => "The account" };

    private static async Task<(Uri Url, string Events)?> ParseAsync(HttpContext context)
    {
        try
        {
            using var body = JsonDocument.Parse(await BoundedBody.ReadAsync(context), new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (body.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            string? url = null, events = "*";
            foreach (var property in body.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind != JsonValueKind.String || property.Name is not ("url" or "events"))
                    return null;
                if (property.Name == "url")
                    url = property.Value.GetString();
                else
                    events = property.Value.GetString();
            }
            return Uri.TryCreate(url, UriKind.Absolute, out var address) ? (address, events!) : null;
        }
        // Reading a string that is no Unicode (a lone \ud800, bytes that are no UTF-8) is an invalid operation to the parser.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
