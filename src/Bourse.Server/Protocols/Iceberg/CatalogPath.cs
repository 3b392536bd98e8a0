using System.Diagnostics.CodeAnalysis;
using Bourse.Access.Resources;
using Bourse.Server.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Iceberg;

/// <summary>The prefix, namespace and table of a catalogue path. A name that cannot exist is answered as one that is not granted.</summary>
internal sealed class CatalogPath(ServerOptions options)
{
    /// <summary>The error of a prefix that is not this catalogue's; null when it is.</summary>
    public IcebergError? CheckPrefix(HttpContext context) =>
        (string?)context.Request.RouteValues["prefix"] == options.Warehouse ? null : IcebergError.NoSuchWarehouse;

    /// <summary>The product, or the revision of one, that a namespace names.</summary>
    public bool TryNamespace(HttpContext context, out CatalogNamespace named, [NotNullWhen(false)] out IcebergError? error)
    {
        named = default;
        error = CheckPrefix(context);
        if (error is null && !CatalogNamespace.TryParse((string?)context.Request.RouteValues["namespace"], out named))
            error = IcebergError.Forbidden;
        return error is null;
    }

    /// <summary>The namespace and table a path names.</summary>
    public bool TryTable(HttpContext context, out CatalogNamespace named, out TableName table, [NotNullWhen(false)] out IcebergError? error)
    {
        table = default;
        if (TryNamespace(context, out named, out error) && !TableName.TryParse((string?)context.Request.RouteValues["table"], out table))
            error = IcebergError.Forbidden;
        return error is null;
    }
}
