using System.Net;

namespace Bourse.Server.Hosting;

/// <summary>Where one listener binds and what its clients call it.</summary>
public sealed record ListenerOptions
{
    /// <summary>The address and port it binds; port 0 takes a free one.</summary>
    public required IPEndPoint Endpoint { get; init; }

    /// <summary>A PEM file with the certificate chain; null for plain HTTP.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>A PEM file with the certificate's private key; required with <see cref="CertificatePath"/>.</summary>
    public string? CertificateKeyPath { get; init; }

    /// <summary>The address clients use, without a path, for example <c>https://data.example.com</c>; null for the bound one.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>Whether what reaches it from other machines has crossed a network without TLS.</summary>
    internal bool IsInTheClear => CertificatePath is null && !IPAddress.IsLoopback(Endpoint.Address);
}
