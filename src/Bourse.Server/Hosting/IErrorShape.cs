using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Hosting;

/// <summary>How one protocol words what the host itself refuses, before any endpoint of the protocol is reached.</summary>
internal interface IErrorShape
{
    /// <summary>Answers the fault in the protocol's own error shape, with the request id.</summary>
    Task WriteAsync(HttpContext context, HostFault fault);
}
