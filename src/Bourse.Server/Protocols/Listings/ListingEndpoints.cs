using System.Text.RegularExpressions;
using Bourse.Server.Http;
using Bourse.Server.Protocols.Products;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.Listings;

/// <summary>The generated listing pages under <c>/products/</c>: <c>index.html</c> and one page a product, from one folder and nothing below or outside it.</summary>
internal sealed partial class ListingEndpoints(string? folder)
{
    private const string Root = "/products/";
    private const string ContentType = "text/html; charset=utf-8";

    // The page names its style's hash itself; the header adds what a page cannot say of itself.
    private const string ContentPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary><c>GET /</c> and <c>GET /products</c>: the pages' links are relative, so the address needs its slash.</summary>
    public static Task RedirectAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        context.Response.Headers.Location = Root;
        return Task.CompletedTask;
    }

    /// <summary><c>GET /products/{page?}</c></summary>
    public Task GetAsync(HttpContext context)
    {
        if (context.Request.Path == Root.TrimEnd('/'))
            return RedirectAsync(context);
        var name = (string?)context.Request.RouteValues["page"] ?? "index";
        var file = folder is not null && PageName().Match(name) is { Success: true } match
            ? Open(Path.Combine(folder, match.Groups["name"].Value + ".html"))
            : null;
        return file is not null ? ServeAsync(context, file) : ProblemShape.WriteAsync(context, Problem.NotFound);
    }

    // Opened once: a page that takes this one's place meanwhile has another length.
    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static async Task ServeAsync(HttpContext context, FileStream page)
    {
        await using var file = page;
        var response = context.Response;
        var modified = File.GetLastWriteTimeUtc(file.SafeFileHandle);
        var tag = $"{modified.Ticks:x}-{file.Length:x}";
        response.Headers.ETag = $"\"{tag}\"";
        response.Headers.CacheControl = "no-cache";
        response.Headers.ContentSecurityPolicy = ContentPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (Preconditions.Evaluate(context.Request.Headers, tag, modified) == PreconditionResult.NotModified)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = ContentType;
        response.ContentLength = file.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await file.CopyToAsync(response.Body, context.RequestAborted);
    }

    [GeneratedRegex(@"\A(?<name>[a-z0-9-]{1,63})(\.html)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex PageName();
}
