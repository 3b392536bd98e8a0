using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Hosting;

/// <summary>Gives every request an id: 16 upper-case hexadecimal digits, in the answer's header, its error body, the log and the audit record.</summary>
internal sealed class RequestIds(RandomNumberGenerator random, string headerName)
{
    private const int Bytes = 8;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        Span<byte> id = stackalloc byte[Bytes];
        random.GetBytes(id);
        context.TraceIdentifier = Convert.ToHexString(id);
        context.Response.Headers[headerName] = context.TraceIdentifier;
        return next(context);
    }
}
