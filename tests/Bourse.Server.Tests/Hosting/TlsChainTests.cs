using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography;
using System.Text;
using Bourse.Server.Hosting;
using Bourse.Server.Tests.World;
using Bourse.Storage.Local;

namespace Bourse.Server.Tests.Hosting;

[Collection(WorldCollection.Name)]
public sealed class TlsChainTests(WorldFixture fixture) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bourse-tls-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_client_that_knows_the_root_alone_gets_the_certificates_between_from_the_listener()
    {
        using var root = Issue("root", issuer: null);
        using var between = Issue("between", root);
        using var leaf = Issue("localhost", between);
        var listener = new ListenerOptions
        {
            Endpoint = new IPEndPoint(IPAddress.Loopback, 0),
            CertificatePath = Path.Combine(_folder.FullName, "chain.pem"),
            CertificateKeyPath = Path.Combine(_folder.FullName, "key.pem"),
        };
        File.WriteAllText(listener.CertificatePath, leaf.ExportCertificatePem() + "\n" + between.ExportCertificatePem() + "\n");
        WholeFile.Write(
            listener.CertificateKeyPath, Encoding.UTF8.GetBytes(leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var server = await fixture.World.StartServerAsync(options => options with { Open = listener });
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, sent, _) => IsIssuedBy(root, certificate!, sent!),
        };
        using var client = new HttpClient(handler);

        using var answer = await client.GetAsync(new Uri($"https://localhost:{server.OpenAddress.Port}/healthz"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static bool IsIssuedBy(X509Certificate2 root, X509Certificate2 certificate, X509Chain sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private static X509Certificate2 Issue(string name, X509Certificate2? issuer)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(name != "localhost", false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        var (from, to) = (now.AddDays(-1), now.AddDays(1));
        if (issuer is null)
            return request.CreateSelfSigned(from, to);
        using var certificate = request.Create(issuer, from, to, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
