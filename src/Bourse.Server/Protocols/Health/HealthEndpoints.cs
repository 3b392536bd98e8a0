using System.Text;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bourse.Server.Protocols.Health;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: it can decide requests, too; why not is in the log, because anybody may ask.</summary>
internal sealed partial class HealthEndpoints(Func<CancellationToken, ValueTask<string?>> findObstacle, ILogger<HealthEndpoints> logger)
{
    private string? _told;

    public static Task LiveAsync(HttpContext context) => AnswerAsync(context, StatusCodes.Status200OK, "ok");

    public async Task ReadyAsync(HttpContext context)
    {
        var obstacle = await findObstacle(context.RequestAborted);
        // Anybody may ask, and often: the log hears of each obstacle once.
        if (Interlocked.Exchange(ref _told, obstacle) != obstacle && obstacle is not null)
            LogNotReady(obstacle);
        if (obstacle is null)
        {
            await AnswerAsync(context, StatusCodes.Status200OK, "ready");
            return;
        }
        await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "not ready");
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.Headers.CacheControl = "no-store";
        return BodyWriter.WriteAsync(context, status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text + "\n"));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not ready: {Obstacle}")]
    private partial void LogNotReady(string obstacle);
}
