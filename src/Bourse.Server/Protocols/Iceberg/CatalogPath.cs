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

    /// <summary>The product a namespace names.</summary>
    public bool TryProduct(HttpContext context, out ProductName product, [NotNullWhen(false)] out IcebergError? error)
    {
        product = default;
        error = CheckPrefix(context);
        if (error is null && !ProductName.TryParse((string?)context.Request.RouteValues["namespace"], out product))
            error = IcebergError.Forbidden;
        return error is null;
    }

    /// <summary>The product and table a path names.</summary>
    public bool TryTable(HttpContext context, out ProductName product, out TableName table, [NotNullWhen(false)] out IcebergError? error)
    {
        table = default;
        if (TryProduct(context, out product, out error) && !TableName.TryParse((string?)context.Request.RouteValues["table"], out table))
            error = IcebergError.Forbidden;
        return error is null;
    }
}
