namespace Bourse.Server.Hosting;

/// <summary>What the host refuses or fails at on any protocol.</summary>
internal enum HostFault
{
    /// <summary>No credential where one is needed.</summary>
    MissingCredential,

    /// <summary>A credential that is not valid.</summary>
    InvalidCredential,

    /// <summary>A credential past its end, or revoked: 401 on the open protocols, so that clients fetch a new one.</summary>
    ExpiredCredential,

    /// <summary>Two credentials in one request, in whatever places: which one counts must not be a guess.</summary>
    TwoCredentials,

    /// <summary>A request that is no valid HTTP, a body or header over the limits.</summary>
    BadRequest,

    /// <summary>A body over the limit.</summary>
    TooLarge,

    /// <summary>No such route.</summary>
    NotFound,

    /// <summary>The route does not take this method.</summary>
    MethodNotAllowed,

    /// <summary>Too many requests of this address are in flight.</summary>
    Overloaded,

    /// <summary>The node cannot answer now; trying again may succeed.</summary>
    Unavailable,

    /// <summary>A failure of ours.</summary>
    Internal,
}
