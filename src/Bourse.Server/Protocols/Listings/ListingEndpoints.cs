using Bourse.Server.Http;
using Bourse.Server.Protocols.Products;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;

namespace Bourse.Server.Protocols.Listings;

/// <summary>The generated listing pages under <c>/products</c>: files of one folder, of a few types, never anything outside it.</summary>
internal sealed class ListingEndpoints(string? folder) : IDisposable
{
    private const string IndexFile = "index.html";

    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".json"] = "application/json",
        [".yaml"] = "application/yaml; charset=utf-8",
    };

    // The provider refuses what leaves its root and files whose name begins with a dot.
    private readonly PhysicalFileProvider? _files = folder is not null && Directory.Exists(folder) ? new PhysicalFileProvider(Path.GetFullPath(folder)) : null;

    /// <summary><c>GET /products/{**path}</c></summary>
    public Task GetAsync(HttpContext context)
    {
        var path = (string?)context.Request.RouteValues["path"] ?? "";
        if (Find(path) is not { } file || !ContentTypes.TryGetValue(Path.GetExtension(file.Name), out var contentType))
            return ProblemShape.WriteAsync(context, Problem.NotFound);
        // Relative links of a page only resolve below its folder, so a folder without its slash moves.
        if (path.Length > 0 && !path.EndsWith('/') && !Path.HasExtension(path))
        {
            context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            context.Response.Headers.Location = $"/products/{Uri.EscapeDataString(path)}/";
            return Task.CompletedTask;
        }
        return ServeAsync(context, file, contentType);
    }

    public void Dispose() => _files?.Dispose();

    private IFileInfo? Find(string path)
    {
        if (_files is null || path.Contains('\\') || path.Contains('\0'))
            return null;
        var file = _files.GetFileInfo(Path.HasExtension(path) ? path : $"{path.TrimEnd('/')}/{IndexFile}");
        return file is { Exists: true, IsDirectory: false, PhysicalPath: not null } ? file : null;
    }

    private static async Task ServeAsync(HttpContext context, IFileInfo file, string contentType)
    {
        var response = context.Response;
        var tag = $"{file.LastModified.UtcTicks:x}-{file.Length:x}";
        response.Headers.ETag = $"\"{tag}\"";
        response.Headers.LastModified = file.LastModified.ToString("R");
        response.Headers.CacheControl = "no-cache";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (Preconditions.Evaluate(context.Request.Headers, tag, file.LastModified) == PreconditionResult.NotModified)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = contentType;
        response.ContentLength = file.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.SendFileAsync(file, context.RequestAborted);
    }
}
