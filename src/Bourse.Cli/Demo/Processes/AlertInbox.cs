using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Bourse.Cli.Demo.Processes;

/// <summary>Where the provider's own alerts arrive: one webhook on a loopback port.</summary>
internal sealed class AlertInbox : IDisposable
{
    private readonly HttpListener _listener = new();

    public AlertInbox(int port)
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/alerts/"));
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
    }

    public Uri Address { get; }

    /// <summary>The type of the next alert that arrives.</summary>
    public async Task<string> NextAsync(CancellationToken cancellation)
    {
        var context = await _listener.GetContextAsync().WaitAsync(cancellation);
        using var body = await JsonDocument.ParseAsync(context.Request.InputStream, cancellationToken: cancellation);
        context.Response.StatusCode = (int)HttpStatusCode.NoContent;
        context.Response.Close();
        return body.RootElement.GetProperty("type").GetString()!;
    }

    public void Dispose() => _listener.Close();
}
