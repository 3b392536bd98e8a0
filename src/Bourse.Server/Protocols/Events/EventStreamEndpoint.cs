using System.Net.WebSockets;
using Bourse.Exchange.Events;
using Bourse.Exchange.Reading;
using Bourse.Server.Authentication;
using Bourse.Server.Http;
using Bourse.Server.Protocols.Products;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Events;

/// <summary>
/// <c>GET /v2/events/stream</c>: the account's events as they come, as server-sent events (html.spec.whatwg.org, 9.2) or, where the client asks for it, over a
/// WebSocket. It ends when the server
/// stops, when the client goes, and, cut, when the decision no longer stands.
/// </summary>
internal sealed class EventStreamEndpoint(ClientEvents events, TimeProvider time, CancellationToken stopping)
{
    private const string Protocol = "events";
    private const int IdLengthMax = 64;

    public async Task GetAsync(HttpContext context)
    {
        // Browsers cannot give a WebSocket headers, so the place may also stand in the query; the header is what reconnecting clients send.
        var after = context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } header] ? header
            : context.Request.Query["after"] is [{ Length: > 0 } query] ? query
            : null;
        if (after?.Length > IdLengthMax)
        {
            await ProblemShape.WriteAsync(context, Problem.UnknownEvent);
            return;
        }
        var caller = context.Caller();
        var asked = context.RequestContext(Protocol);
        var outcome = await events.OpenAsync(caller, after, asked, context.RequestAborted);
        if (outcome is not ReadOutcome<StreamOpening>.Found { Value: StreamOpening.Opened opened })
        {
            await ProblemShape.WriteAsync(context, ProblemOf(outcome));
            return;
        }
        try
        {
            await new RevocableCopy(time).WatchWhileAsync(
                context, cancellation => events.MayGoOnAsync(caller, asked, cancellation), cancellation => SendAsync(context, opened, cancellation));
        }
        finally
        {
            events.Close(caller.Principal.Account);
        }
    }

    private async Task SendAsync(HttpContext context, StreamOpening.Opened opened, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopping);
        try
        {
            if (context.WebSockets.IsWebSocketRequest)
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await new WebSocketEvents(socket).SendAsync(opened.Stream, time, either.Token);
            }
            else
            {
                await new ServerSentEvents(context.Response).SendAsync(opened.Stream, time, either.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The client comes back with the last event it has.
        }
        catch (WebSocketException)
        {
            // It went without a word.
        }
    }

    private static Problem ProblemOf(ReadOutcome<StreamOpening> outcome) => outcome switch
    {
        ReadOutcome<StreamOpening>.Found { Value: StreamOpening.TooMany } => Problem.TooManyStreams,
        ReadOutcome<StreamOpening>.Found => Problem.UnknownEvent,
        _ => Problem.Of(outcome),
    };
}
