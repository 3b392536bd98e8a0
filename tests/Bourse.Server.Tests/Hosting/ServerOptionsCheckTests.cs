using System.Net;
using Bourse.Server.Hosting;

namespace Bourse.Server.Tests.Hosting;

public sealed class ServerOptionsCheckTests
{
    [Fact]
    public void The_defaults_bind_loopback_and_may_start() => Assert.Empty(ServerOptionsCheck.Mistakes(new ServerOptions()));

    [Fact]
    public void Another_address_needs_TLS_or_named_proxies()
    {
        var open = new ListenerOptions { Endpoint = IPEndPoint.Parse("0.0.0.0:8080") };
        Assert.Equal(
            ["listeners.open: 0.0.0.0:8080 is not a loopback address, and without TLS keys and data would cross the network in the clear. "
                + "Give listeners.open.certificatePath and listeners.open.certificateKeyPath, or name the TLS-terminating proxies in trustedProxies, or bind 127.0.0.1."],
            ServerOptionsCheck.Mistakes(new ServerOptions { Open = open }));
        Assert.Empty(ServerOptionsCheck.Mistakes(new ServerOptions { Open = open, TrustedProxies = [IPNetwork.Parse("10.0.0.0/24")] }));
    }

    [Fact]
    public void Every_mistake_is_reported_at_once() => Assert.Equal(
        [
            "listeners.open.certificatePath and listeners.open.certificateKeyPath: give both, or neither.",
            "listeners.open.certificatePath: no file at '/nowhere/cert.pem'.",
            "listeners.aws.publicAddress: 'http://data.example/path' must be http(s)://host[:port] and nothing more.",
            "listeners.connectionsMax: 0 must be 1 or more.",
            "listeners.connectionsPerAddressMax: 1 must be 1 or more, and not above connectionsMax (0).",
            "listeners.aws.bucketHostSuffix: 'a b' is no DNS name; give the endpoint's own host, for example s3.data.example.com.",
            "region: 'US' must be 1 to 32 lower-case letters, digits and hyphens, for example eu-central-1.",
            "warehouse: 'x' must be 3 to 63 lower-case letters, digits and hyphens.",
            "fundNav.product: 'A' is no product name.",
            "fundNav.table: '1' is no table name.",
        ],
        ServerOptionsCheck.Mistakes(new ServerOptions
        {
            Open = new ListenerOptions { Endpoint = IPEndPoint.Parse("127.0.0.1:1"), CertificatePath = "/nowhere/cert.pem" },
            Aws = new ListenerOptions { Endpoint = IPEndPoint.Parse("[::1]:2"), PublicAddress = new Uri("http://data.example/path") },
            Connections = new ConnectionLimits { Max = 0, PerAddressMax = 1 },
            BucketHostSuffix = "a b",
            Region = "US",
            Warehouse = "x",
            FundNavProduct = "A",
            FundNavTable = "1",
        }));
}
