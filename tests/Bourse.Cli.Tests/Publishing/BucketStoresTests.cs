using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Bourse.Cli.Demo;
using Bourse.Cli.Tests.Crashes;
using Bourse.Server.Composition;
using Bourse.Storage.Tests.S3;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bourse.Cli.Tests.Publishing;

/// <summary>An exchange whose tables and projections are in a bucket of a service that others wrote; only the metastore and the keys are on this machine.</summary>
public sealed class BucketStoresTests : IDisposable
{
    private const string Bucket = "meridian";
    private readonly TemporaryFolder _folder = new();
    private readonly MotoServer _server = new();
    private readonly (int Open, int Aws) _ports = (DemoPorts.Free(), DemoPorts.Free());

    private string Data => _folder.File("data");

    private string Endpoint => $"http://127.0.0.1:{_server.Port}";

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [MotoFact]
    public async Task What_is_published_into_a_bucket_is_read_by_the_provider_and_served_to_a_client()
    {
        using var s3 = new AmazonS3Client(
            new BasicAWSCredentials("test-key", "test-secret"), new AmazonS3Config { ServiceURL = Endpoint, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        await s3.PutBucketAsync(Bucket);
        WriteOptions();
        using var scenario = await CrashScenario.SecondRevisionAsync(Data);

        Assert.Equal(ExitCode.Ok, (await Cli.RunAsync(scenario.Command(Data))).ExitCode);

        Assert.Equal("n\r\n2000\r\n", (await Cli.RunAsync("sql", "SELECT count(*) AS n FROM gold.my_product", "--data", Data, "--format", "csv")).Output);
        var seen = await ExchangeSeen.InAsync(Data);
        Assert.Equal("2:2000 1:3", seen!.Revisions);
        var served = seen.Served.Split('\n');
        Assert.StartsWith("CTR-1: revision 2 (part,id,name,secret) all,0,", served[0], StringComparison.Ordinal);
        Assert.StartsWith("CTR-2: revision 2 (part,id,name) all,0,", served[1], StringComparison.Ordinal);

        await AssertAClientReadsItAsync();

        var keys = (await s3.ListObjectsV2Async(new Amazon.S3.Model.ListObjectsV2Request { BucketName = Bucket })).S3Objects.Select(o => o.Key).ToList();
        Assert.Contains(keys, key => key.StartsWith("lake/", StringComparison.Ordinal) && key.EndsWith(".parquet", StringComparison.Ordinal));
        Assert.Contains(keys, key => key.StartsWith("served/virtual/", StringComparison.Ordinal));
        Assert.DoesNotContain(keys, key => key.Contains(".bourse-probe-", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(Data, "lakehouse", "objects")));
        Assert.False(Directory.Exists(Path.Combine(Data, "projections", "objects")));
    }

    // Over HTTP, with a client's credential: token, catalogue, vended keys, every data file.
    private async Task AssertAClientReadsItAsync()
    {
        var folder = new DataFolder(Data);
        await using var node = await BourseNode.OpenAsync(
            folder, BourseOptionsFile.Read(folder), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await node.StartAsync(logging => logging.AddFilter((_, _) => false), CancellationToken.None);
        var credential = _folder.File("credential");
        (await Activation.WithSecretAsync(await File.ReadAllTextAsync(Path.Combine(folder.Welcome, "CTR-2.eml")))).Write(credential);

        var (exitCode, output, _) = await Cli.RunAsync(
            "doctor", "--as-client", "--format", "json", "--catalog", $"http://127.0.0.1:{_ports.Open}/iceberg", "--token-url",
            $"http://127.0.0.1:{_ports.Open}/oauth/token", "--storage", $"http://127.0.0.1:{_ports.Aws}", "--credential", credential);

        Assert.True(exitCode == ExitCode.Ok, output);
        using var checks = JsonDocument.Parse(output);
        Assert.StartsWith("2000 rows, every one read from ", checks.RootElement.EnumerateArray().Last().GetProperty("found").GetString(), StringComparison.Ordinal);
    }

    private void WriteOptions()
    {
        var credentials = _folder.Write("credentials", "[default]\naws_access_key_id = test-key\naws_secret_access_key = test-secret\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(credentials, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string Store(string prefix) =>
            $$"""{"bucket": "{{Bucket}}", "prefix": "{{prefix}}", "region": "us-east-1", "endpoint": "{{Endpoint}}", "pathStyle": true, "credentialsFile": "{{credentials}}"}""";
        Directory.CreateDirectory(Data);
        File.WriteAllText(
            Path.Combine(Data, "bourse.json"),
            $$"""
            {"provider": {"account": "111111111111", "name": "Meridian", "contact": "data@meridian.example"},
             "listeners": {"open": {"address": "127.0.0.1:{{_ports.Open}}"}, "aws": {"address": "127.0.0.1:{{_ports.Aws}}"} },
             "stores": {"lakehouse": {{Store("lake")}}, "projections": {{Store("served")}} } }
            """);
    }
}
