using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Health;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: it can decide requests, too.</summary>
internal sealed class HealthEndpoints(Func<CancellationToken, ValueTask<string?>> findObstacle)
{
    public static Task LiveAsync(HttpContext context) => AnswerAsync(context, StatusCodes.Status200OK, "ok");

    public async Task ReadyAsync(HttpContext context)
    {
        var obstacle = await findObstacle(context.RequestAborted);
        await AnswerAsync(context, obstacle is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, obstacle ?? "ready");
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.Headers.CacheControl = "no-store";
        return BodyWriter.WriteAsync(context, status, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(text + "\n"));
    }
}
