using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography;
using System.Text;
using Bourse.Server.Hosting;
using Bourse.Storage.Local;

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
    public void A_certificate_needs_a_key_of_its_own_that_nobody_else_may_read()
    {
        var folder = Directory.CreateTempSubdirectory("certificate-");
        var (certificate, key) = (Path.Combine(folder.FullName, "cert.pem"), Path.Combine(folder.FullName, "key.pem"));
        try
        {
            using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var issued = new CertificateRequest("CN=localhost", pair, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
            File.WriteAllText(certificate, issued.ExportCertificatePem());
            File.WriteAllText(key, pair.ExportPkcs8PrivateKeyPem());
            Assert.Equal([$"listeners.open.certificateKeyPath: '{key}' may be used by others than its owner; change its mode to 0600."], Mistakes());
            WholeFile.Write(key, Encoding.UTF8.GetBytes(pair.ExportPkcs8PrivateKeyPem()), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Assert.Empty(Mistakes());
            File.WriteAllText(key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
            Assert.StartsWith(
                $"listeners.open.certificatePath: '{certificate}' and '{key}' are not a certificate and its private key in PEM: ", Assert.Single(Mistakes()),
                StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        IReadOnlyList<string> Mistakes() => ServerOptionsCheck.Mistakes(new ServerOptions
        {
            Open = new ListenerOptions { Endpoint = IPEndPoint.Parse("0.0.0.0:8443"), CertificatePath = certificate, CertificateKeyPath = key },
        });
    }

    [Fact]
    public void Every_mistake_is_reported_at_once() => Assert.Equal(
        [
            "listeners.open.certificatePath and listeners.open.certificateKeyPath: give both, or neither.",
            "listeners.aws.certificatePath: no file at '/nowhere/cert.pem'.",
            "listeners.aws.certificateKeyPath: '/nowhere/key.pem' does not exist.",
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
            Aws = new ListenerOptions { Endpoint = IPEndPoint.Parse("[::1]:2"), CertificatePath = "/nowhere/cert.pem", CertificateKeyPath = "/nowhere/key.pem",
                PublicAddress = new Uri("http://data.example/path") },
            Connections = new ConnectionLimits { Max = 0, PerAddressMax = 1 },
            BucketHostSuffix = "a b",
            Region = "US",
            Warehouse = "x",
            FundNavProduct = "A",
            FundNavTable = "1",
        }));
}
