namespace Bourse.Server.Authentication;

/// <summary>A route's <see cref="RouteAccess"/>, on its endpoint.</summary>
internal sealed record RouteAccessMetadata(RouteAccess Access);
