using System.Text;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Products;

/// <summary><c>GET /v2/audit/checkpoint</c>: the newest signed checkpoint of the audit log, for anybody to keep and hold against the log later.</summary>
internal sealed class CheckpointEndpoint(Func<CancellationToken, Task<string?>> newestCheckpoint)
{
    public async Task GetAsync(HttpContext context)
    {
        if (await newestCheckpoint(context.RequestAborted) is not { } note)
        {
            await ProblemShape.WriteAsync(context, Problem.NotFound);
            return;
        }
        context.Response.Headers.CacheControl = "no-store";
        await BodyWriter.WriteAsync(context, StatusCodes.Status200OK, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(note));
    }
}
