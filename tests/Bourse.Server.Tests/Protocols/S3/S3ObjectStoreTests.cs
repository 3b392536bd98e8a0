using System.Security.Cryptography;
using Amazon.Runtime;
using Bourse.Server.Tests.World;
using Bourse.Storage;
using Bourse.Storage.S3;

namespace Bourse.Server.Tests.Protocols.S3;

/// <summary>
/// Our own S3 store as a client of our own S3 endpoint: the part of the object store's conformance suite that reads, since the endpoint takes no writes. What
/// objects hold is decided by the projection, so they are compared with each other and not with bytes written before.
/// </summary>
[Collection(WorldCollection.Name)]
public sealed class S3ObjectStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-s3-store-").FullName;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly S3ObjectStore _store;

    public S3ObjectStoreTests(WorldFixture fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        var keys = fixture.World.Hedge.Keys;
        _store = new S3ObjectStore(
            new S3StoreOptions
            {
                Name = "client",
                Bucket = ExchangeWorld.Product.Value,
                Endpoint = new Uri(fixture.World.Server.AwsAddress.GetLeftPart(UriPartial.Authority)),
                Region = ExchangeWorld.Region,
                PathStyle = true,
                Credentials = new SessionAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey.Reveal(), keys.SessionToken),
                LocalFolder = _folder,
                RetryPause = TimeSpan.FromMilliseconds(1),
            },
            TimeProvider.System, _random);
    }

    public void Dispose()
    {
        _store.Dispose();
        _random.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Listing_head_whole_reads_ranges_and_local_files_agree()
    {
        var listed = await ListAsync("");
        Assert.True(listed.Count > 3);
        Assert.Equal(listed.Select(o => o.Key.Value).Order(StringComparer.Ordinal), listed.Select(o => o.Key.Value));
        using var held = _store.HoldLocalFiles();
        foreach (var info in listed)
        {
            Assert.Equal(info.Length, (await _store.HeadAsync(info.Key))!.Length);
            var whole = (await _store.ReadAllAsync(info.Key)).ToArray();
            Assert.Equal(info.Length, whole.Length);
            Assert.Equal(whole, await File.ReadAllBytesAsync(await _store.LocalPathAsync(info.Key)));
            var joined = new List<byte>();
            var step = (whole.Length / 3) + 1;
            for (var offset = 0; offset < whole.Length; offset += step)
                joined.AddRange(await RangeAsync(info.Key, offset, step));
            Assert.Equal(whole, joined);
            Assert.Equal(whole[^1..], await RangeAsync(info.Key, whole.Length - 1, null));
            Assert.Empty(await RangeAsync(info.Key, whole.Length, null));
            Assert.Empty(await RangeAsync(info.Key, whole.Length + 5000, 10));
        }
    }

    [Fact]
    public async Task A_prefix_lists_its_objects_alone()
    {
        var all = await ListAsync("");
        var prefix = all[^1].Key.Value[..^1];
        Assert.Equal(all.Where(o => o.Key.Value.StartsWith(prefix, StringComparison.Ordinal)), await ListAsync(prefix));
        Assert.Empty(await ListAsync("zzz"));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_and_nothing_is_written()
    {
        // Below a table that is granted; anywhere else the endpoint answers 403, whether there is something or not.
        var key = ObjectKey.Parse((await ListAsync(""))[0].Key + "-no-such");
        Assert.Null(await _store.HeadAsync(key));
        await Assert.ThrowsAsync<ObjectNotFoundException>(async () => await _store.OpenReadAsync(key));
        await Assert.ThrowsAsync<ObjectNotFoundException>(async () => await _store.LocalPathAsync(key));
        var refused = await Assert.ThrowsAsync<StorageException>(async () => await _store.CreateAsync(key, new byte[1]));
        Assert.StartsWith("Cannot write '.bourse-probe-", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            " in the store 'client': it answered 403 AccessDenied. Check the credentials and what they may do in the bucket.", refused.Message, StringComparison.Ordinal);
        Assert.False(refused.IsTransient);
    }

    private async Task<List<ObjectInfo>> ListAsync(string prefix)
    {
        var listed = new List<ObjectInfo>();
        await foreach (var info in _store.ListAsync(prefix))
            listed.Add(info);
        return listed;
    }

    private async Task<byte[]> RangeAsync(ObjectKey key, long offset, long? length)
    {
        await using var stream = await _store.OpenReadAsync(key, offset, length);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
