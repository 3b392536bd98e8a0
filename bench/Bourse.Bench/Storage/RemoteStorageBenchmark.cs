using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Bourse.Bench.Measuring;
using Bourse.Storage;
using Bourse.Storage.S3;
using Bourse.Storage.Tests.S3;

namespace Bourse.Bench.Storage;

/// <summary>What the S3 store and its cache add to a request. The service is moto, which is slow, so only the ratio to the bare SDK means something.</summary>
internal static class RemoteStorageBenchmark
{
    private const string Bucket = "bench";
    private const int ObjectBytes = 4 << 20;

    /// <summary>The figures; none where moto is not installed.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(Rate rate)
    {
        if (MotoServer.SkipReason is { } reason)
        {
            await Console.Error.WriteLineAsync($"S3: {reason}");
            return [];
        }
        using var server = new MotoServer();
        var endpoint = new Uri($"http://127.0.0.1:{server.Port}");
        var credentials = new BasicAWSCredentials("bench-key", "bench-secret");
        using var sdk =
            new AmazonS3Client(credentials, new AmazonS3Config { ServiceURL = endpoint.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        await sdk.PutBucketAsync(Bucket);
        var folder = Directory.CreateTempSubdirectory("bourse-bench-");
        using var random = RandomNumberGenerator.Create();
        try
        {
            using var store = new S3ObjectStore(
                new S3StoreOptions
                {
                    Name = "bench", Bucket = Bucket, Endpoint = endpoint, Region = "us-east-1", PathStyle = true, Credentials = credentials,
                    LocalFolder = folder.FullName,
                    // One object fits: going from one to the other always downloads.
                    CacheBytesMax = ObjectBytes,
                },
                TimeProvider.System, random);
            return await MeasureAsync(store, sdk, rate);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(S3ObjectStore store, AmazonS3Client sdk, Rate rate)
    {
        ObjectKey[] keys = [ObjectKey.Parse("a"), ObjectKey.Parse("b")];
        foreach (var key in keys)
            await store.CreateAsync(key, RandomNumberGenerator.GetBytes(ObjectBytes));
        var bare = await rate.OfTasksAsync(1, async number =>
        {
            using var response = await sdk.GetObjectAsync(Bucket, keys[number % 2].Value);
            await StorageBenchmark.CountAsync(response.ResponseStream);
        });
        var peer = new PeerFigure("the SDK's GetObject, not kept", bare);
        var cold = await rate.OfTasksAsync(1, number => store.LocalPathAsync(keys[number % 2]).AsTask());
        var warm = await rate.OfTasksAsync(1, _ => store.LocalPathAsync(keys[0]).AsTask());
        return
        [
            new Figure("Local file of an S3 object, cold", cold, "objects/s", "4 MiB from moto: HEAD, GET, digest, rename", peer),
            new Figure("Local file of an S3 object, warm", warm, "objects/s", "HEAD at moto alone", peer),
        ];
    }
}
