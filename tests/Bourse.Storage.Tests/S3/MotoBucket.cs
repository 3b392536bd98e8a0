using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Bourse.Storage.S3;

namespace Bourse.Storage.Tests.S3;

/// <summary>A new bucket in moto behind a proxy, and stores in it.</summary>
internal sealed class MotoBucket : IDisposable
{
    private static int _buckets;
    private readonly TemporaryDirectory _folder = new();
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly List<S3ObjectStore> _stores = [];

    public MotoBucket(MotoServer server)
    {
        Proxy = new FaultProxy(server.Port);
        Client = new AmazonS3Client(
            Credentials, new AmazonS3Config { ServiceURL = $"http://127.0.0.1:{server.Port}", ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        Name = string.Create(CultureInfo.InvariantCulture, $"bucket-{Interlocked.Increment(ref _buckets)}");
        Client.PutBucketAsync(Name).GetAwaiter().GetResult();
    }

    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials("test-key", "test-secret");

    public string Name { get; }

    public FaultProxy Proxy { get; }

    /// <summary>The SDK's client, past the proxy and our store.</summary>
    public AmazonS3Client Client { get; }

    public S3StoreOptions Options => OptionsOf(Name, Proxy.Address, Path.Combine(_folder.Path, "local"));

    public static S3StoreOptions OptionsOf(string bucket, Uri endpoint, string localFolder) => new()
    {
        Name = "test",
        Bucket = bucket,
        Endpoint = endpoint,
        Region = "us-east-1",
        PathStyle = true,
        Credentials = Credentials,
        LocalFolder = localFolder,
        RetryPause = TimeSpan.FromMilliseconds(1),
        MultipartAboveBytes = S3StoreOptions.PartBytesMin,
        PartBytes = S3StoreOptions.PartBytesMin,
        Timeout = TimeSpan.FromSeconds(60),
    };

    public S3ObjectStore Open(S3StoreOptions? options = null)
    {
        var store = new S3ObjectStore(options ?? Options, TimeProvider.System, _random);
        _stores.Add(store);
        return store;
    }

    public void Dispose()
    {
        foreach (var store in _stores)
            store.Dispose();
        Proxy.Dispose();
        Client.Dispose();
        _random.Dispose();
        _folder.Dispose();
    }
}
