namespace Bourse.Server.Authentication;

/// <summary>Who may reach a route at all. A route that says nothing needs a caller; what the caller then may read is decided behind it.</summary>
internal enum RouteAccess
{
    /// <summary>An authenticated caller.</summary>
    Caller,

    /// <summary>Everybody: the route shows only what is public, or checks a credential of its own (token endpoint, activation).</summary>
    Public,
}
