using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Products;

/// <summary>Problem documents, the shape of the product API and of everything that belongs to no other protocol.</summary>
internal sealed class ProblemShape : IErrorShape
{
    public static readonly ProblemShape Instance = new();

    public Task WriteAsync(HttpContext context, HostFault fault) => WriteAsync(context, Problem.Of(fault));

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        if (problem.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        var body = JsonBody.Render(json =>
        {
            json.WriteStartObject();
            json.WriteString("type", $"urn:bourse:problem:{problem.Code}");
            json.WriteString("title", problem.Title);
            json.WriteNumber("status", problem.Status);
            json.WriteString("detail", problem.Detail);
            json.WriteString("requestId", context.TraceIdentifier);
            json.WriteEndObject();
        });
        return JsonBody.WriteAsync(context, problem.Status, body, "application/problem+json");
    }
}
