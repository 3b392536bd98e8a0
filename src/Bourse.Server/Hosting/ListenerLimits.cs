using System.Text;
using Bourse.Server.Http;
using Bourse.Server.Protocols.S3;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bourse.Server.Hosting;

/// <summary>What one connection may cost: sizes, times and number. HTTP/1.1 only; no header names the server.</summary>
internal static class ListenerLimits
{
    private const int RequestLineBytesMax = 16 * 1024;
    private const int HeaderBytesMax = 32 * 1024;
    private const int HeaderCountMax = 64;
    // The longest body is 128 KiB, so none holds its connection for more than 37 s; small ones come within the grace period on any line.
    private const double RequestBytesPerSecondMin = 4096;
    private const double ResponseBytesPerSecondMin = 240;
    private static readonly TimeSpan RateGracePeriod = TimeSpan.FromSeconds(5);

    public static void Apply(KestrelServerOptions kestrel, ListenerOptions listener, ServerOptions options)
    {
        var connections = options.Connections;
        var shares = new ConnectionShares(connections, options.TrustedProxies, onlyProxies: listener.IsInTheClear);
        kestrel.AddServerHeader = false;
        // User metadata comes back as it was sent, in UTF-8; all other headers are ASCII.
        kestrel.ResponseHeaderEncodingSelector = name =>
            name.StartsWith(ObjectHeaders.MetadataPrefix, StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8 : null;
        kestrel.Limits.MaxConcurrentConnections = connections.Max;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytesMax;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
        kestrel.Limits.MaxRequestHeaderCount = HeaderCountMax;
        kestrel.Limits.MaxRequestBodySize = BoundedBody.BytesMax;
        kestrel.Limits.RequestHeadersTimeout = connections.HeadersTimeout;
        kestrel.Limits.KeepAliveTimeout = connections.IdleTimeout;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(RequestBytesPerSecondMin, RateGracePeriod);
        kestrel.Limits.MinResponseDataRate = new MinDataRate(ResponseBytesPerSecondMin, RateGracePeriod);
        kestrel.Listen(listener.Endpoint, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Use(next => connection => shares.InvokeAsync(connection, next));
            if (listener is { CertificatePath: { } certificate, CertificateKeyPath: { } key })
            {
                endpoint.UseHttps(tls =>
                {
                    tls.ServerCertificate = ListenerCertificate.Read(certificate, key);
                    tls.ServerCertificateChain = ListenerCertificate.ReadChain(certificate);
                    tls.HandshakeTimeout = connections.HandshakeTimeout;
                });
            }
        });
    }
}
