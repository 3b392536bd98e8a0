using Bourse.Access.Resources;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>The names in a path, which the protocol does not tell apart by case: a share is a product, in one schema, with the product's tables.</summary>
internal static class SharingPath
{
    /// <summary>The one schema of every share.</summary>
    public const string SchemaName = "default";

    /// <summary>The share; a name that cannot exist is refused as any other that is not granted.</summary>
    /// <exception cref="SharingFault">It is no name of a share.</exception>
    public static ProductName Share(HttpContext context) =>
        ProductName.TryParse(Lower(context, "share"), out var product) ? product : throw new SharingFault(SharingError.Forbidden);

    /// <summary>Whether the path names the one schema, or none.</summary>
    public static bool HasSchema(HttpContext context) => Lower(context, "schema") is null or SchemaName;

    /// <summary>The table.</summary>
    /// <exception cref="SharingFault">It is no name of a table.</exception>
    public static TableName Table(HttpContext context) =>
        TableName.TryParse(Lower(context, "table"), out var table) ? table : throw new SharingFault(SharingError.Forbidden);

    private static string? Lower(HttpContext context, string name) => ((string?)context.Request.RouteValues[name])?.ToLowerInvariant();
}
