using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Authentication;

/// <summary>What an endpoint takes from the request besides its parameters.</summary>
internal static class CallerExtensions
{
    /// <summary>The authenticated caller.</summary>
    /// <exception cref="InvalidOperationException">The route is public, so there need not be one.</exception>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<AuthenticationResult>() is AuthenticationResult.Known known
            ? known.Caller
            : throw new InvalidOperationException("A route that reads the caller must not be marked public.");

    /// <summary>What decisions are recorded with.</summary>
    public static RequestContext RequestContext(this HttpContext context, string protocol) => new(context.TraceIdentifier, protocol);
}
