using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography;
using System.Text;
using Bourse.Server.Hosting;
using Bourse.Server.Tests.World;
using Bourse.Storage.Local;

namespace Bourse.Server.Tests.Hosting;

/// <summary>Connections that never come to a whole request. The tests end when the server ends the connection, and fail when it does not.</summary>
[Collection(WorldCollection.Name)]
public sealed class SlowConnectionsTests(WorldFixture fixture)
{
    private const string Slow = "127.0.0.2";
    private const string Modest = "127.0.0.3";
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private static readonly ConnectionLimits Impatient = new()
    {
        Max = 2, PerAddressMax = 1, HandshakeTimeout = Short, HeadersTimeout = Short, IdleTimeout = Short,
    };

    [Fact(Timeout = 30_000)]
    public async Task Headers_that_drip_end_the_connection_while_others_are_served()
    {
        await using var server = await fixture.World.StartServerAsync(options => options with { Connections = Impatient });
        using var slow = await RawConnection.OpenAsync(Slow, server.OpenAddress);
        var dripping = slow.DripUntilEndedAsync("GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ", TimeProvider.System);

        using var other = await RawConnection.OpenAsync(Modest, server.OpenAddress);
        Assert.Equal("HTTP/1.1 200", await other.HealthAsync());
        await dripping;
    }

    [Fact(Timeout = 60_000)]
    public async Task A_body_that_drips_ends_the_connection_in_the_time_a_slow_line_needs_for_it()
    {
        await using var server = await fixture.World.StartServerAsync(options => options);
        using var slow = await RawConnection.OpenAsync(Slow, server.OpenAddress);
        await slow.DripUntilEndedAsync(
            "POST /oauth/token HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 65536\r\n\r\n", TimeProvider.System,
            drop: new string('x', 40));
    }

    [Theory]
    [InlineData("/oauth/token")]
    [InlineData("/activate")]
    public async Task A_chunk_size_that_no_number_holds_is_a_bad_request(string path)
    {
        await using var server = await fixture.World.StartServerAsync(options => options);
        using var connection = await RawConnection.OpenAsync(Slow, server.OpenAddress);
        Assert.Equal("HTTP/1.1 400", await connection.StatusAsync(
            $"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\na"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_connection_that_says_nothing_is_ended()
    {
        await using var server = await fixture.World.StartServerAsync(options => options with { Connections = Impatient });
        using var silent = await RawConnection.OpenAsync(Slow, server.OpenAddress);
        await silent.EndedAsync();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_TLS_handshake_that_never_ends_is_ended()
    {
        var folder = Directory.CreateTempSubdirectory("bourse-tls-");
        try
        {
            var listener = new ListenerOptions
            {
                Endpoint = new IPEndPoint(IPAddress.Loopback, 0),
                CertificatePath = Path.Combine(folder.FullName, "cert.pem"),
                CertificateKeyPath = Path.Combine(folder.FullName, "key.pem"),
            };
            WriteCertificate(listener);
            // Long limits on all else, so that it is the handshake's that ends it.
            await using var server = await fixture.World.StartServerAsync(options => options with
            {
                Open = listener, Connections = new ConnectionLimits { HandshakeTimeout = Short, IdleTimeout = TimeSpan.FromMinutes(5) },
            });
            using var slow = await RawConnection.OpenAsync(Slow, server.OpenAddress);
            // The head of a TLS handshake record of 16 kB, of which one byte comes at a time.
            await slow.DripUntilEndedAsync("\u0016\u0003\u0001\u0040\u0000", TimeProvider.System);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void WriteCertificate(ListenerOptions listener)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(listener.CertificatePath!, certificate.ExportCertificatePem());
        WholeFile.Write(listener.CertificateKeyPath!, Encoding.UTF8.GetBytes(key.ExportPkcs8PrivateKeyPem()), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
