namespace Bourse.Server.Hosting;

/// <summary>How many connections a listener keeps, and how long one may go without a whole request.</summary>
public sealed record ConnectionLimits
{
    /// <summary>The most connections of one listener; a further one is reset.</summary>
    public int Max { get; init; } = 4096;

    /// <summary>
    /// The most of them from one IPv4 address or IPv6 /64, so that one address cannot shut the others out; less when
    /// fewer than half of the listener's are free, so that a few cannot either. A trusted proxy has the whole of
    /// <see cref="Max"/>, because all of its clients come from its address.
    /// </summary>
    public int PerAddressMax { get; init; } = 512;

    /// <summary>How long a TLS handshake may take.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the headers of a request may take, from its first byte to the blank line; bytes that drip do not prolong it.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be idle, before its first request and between two.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(90);
}
