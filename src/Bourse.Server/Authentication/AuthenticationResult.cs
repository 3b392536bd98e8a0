using Bourse.Access.Identity;
using Bourse.Server.Hosting;

namespace Bourse.Server.Authentication;

/// <summary>What the request's credential came to, found before any routing.</summary>
internal abstract record AuthenticationResult
{
    private AuthenticationResult() { }

    /// <summary>The request carries no credential.</summary>
    public sealed record Anonymous : AuthenticationResult;

    /// <summary>The credential is good.</summary>
    public sealed record Known(Caller Caller) : AuthenticationResult;

    /// <summary>The credential is not good; a public route answers all the same.</summary>
    public sealed record Failed(HostFault Fault) : AuthenticationResult;
}
