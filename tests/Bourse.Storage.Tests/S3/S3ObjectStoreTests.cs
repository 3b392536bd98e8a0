using System.Security.Cryptography;
using Amazon.S3.Model;
using Bourse.Storage.S3;

namespace Bourse.Storage.Tests.S3;

[Collection(nameof(MotoServer))]
public sealed class S3ObjectStoreTests(MotoServer server) : IDisposable
{
    private readonly MotoBucket _bucket = new(server);

    public void Dispose() => _bucket.Dispose();

    [MotoFact]
    public async Task A_large_file_is_sent_in_parts_and_reads_back_equal()
    {
        var store = _bucket.Open();
        var content = RandomNumberGenerator.GetBytes((2 * S3StoreOptions.PartBytesMin) + 12_345);
        await AdoptAsync(store, "large", content);
        var head = await _bucket.Client.GetObjectMetadataAsync(_bucket.Name, "large");
        Assert.EndsWith("-3\"", head.ETag, StringComparison.Ordinal);
        Assert.Equal(content, (await store.ReadAllAsync(Key("large"))).ToArray());
        await Assert.ThrowsAsync<ObjectExistsException>(() => AdoptAsync(store, "large", content));
        Assert.Empty(await UploadsAsync());
    }

    [MotoFact]
    public async Task An_upload_in_parts_whose_last_answer_is_lost_succeeds()
    {
        var store = _bucket.Open();
        await store.CreateAsync(Key("warm"), new byte[1]);
        var lost = 0;
        _bucket.Proxy.Script = line => line.StartsWith("POST /", StringComparison.Ordinal) && line.Contains("uploadId=", StringComparison.Ordinal) && lost++ == 0
            ? ProxyFault.LoseAnswer : ProxyFault.None;
        var content = RandomNumberGenerator.GetBytes(S3StoreOptions.PartBytesMin + 1);
        await AdoptAsync(store, "large", content);
        Assert.Equal(2, lost);
        Assert.Equal(content, (await store.ReadAllAsync(Key("large"))).ToArray());
    }

    [MotoFact]
    public async Task An_upload_in_parts_that_fails_is_aborted_and_leaves_nothing()
    {
        var store = _bucket.Open(_bucket.Options with { AttemptsMax = 2 });
        await store.CreateAsync(Key("warm"), new byte[1]);
        _bucket.Proxy.Script = line => line.Contains("partNumber=2", StringComparison.Ordinal) ? ProxyFault.InternalError : ProxyFault.None;
        var error = await Assert.ThrowsAsync<StorageException>(() => AdoptAsync(store, "large", new byte[S3StoreOptions.PartBytesMin + 1]));
        Assert.StartsWith("Cannot upload part 2 of 'large' in the store 'test': it answered 500", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsTransient);
        Assert.Empty(await UploadsAsync());
        Assert.Null(await store.HeadAsync(Key("large")));
    }

    [MotoFact]
    public async Task A_listing_of_many_pages_is_complete_and_in_order()
    {
        var store = _bucket.Open();
        var names = Enumerable.Range(0, 1005).Select(i => $"p/{i:0000}").ToArray();
        foreach (var name in names)
            await _bucket.Client.PutObjectAsync(new PutObjectRequest { BucketName = _bucket.Name, Key = name, ContentBody = "x" });
        var listed = new List<string>();
        await foreach (var info in store.ListAsync("p/"))
            listed.Add(info.Key.Value);
        Assert.Equal(names, listed);
    }

    [MotoFact]
    public async Task A_store_keeps_to_its_prefix_of_the_bucket()
    {
        var store = _bucket.Open(_bucket.Options with { Prefix = Key("one/store") });
        await _bucket.Client.PutObjectAsync(new PutObjectRequest { BucketName = _bucket.Name, Key = "one/store2/x", ContentBody = "x" });
        await store.CreateAsync(Key("a/b"), new byte[1]);
        Assert.Equal(1, (await _bucket.Client.GetObjectMetadataAsync(_bucket.Name, "one/store/a/b")).ContentLength);
        var listed = new List<string>();
        await foreach (var info in store.ListAsync(""))
            listed.Add(info.Key.Value);
        Assert.Equal(["a/b"], listed);
    }

    [MotoFact]
    public async Task A_bucket_that_does_not_exist_is_said_so()
    {
        var store = _bucket.Open(_bucket.Options with { Bucket = "no-such-bucket" });
        var error = await Assert.ThrowsAsync<StorageException>(async () => await store.CreateAsync(Key("a"), new byte[1]));
        Assert.Contains("in the store 'test': there is no such bucket. Make it, or name the right one.", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
    }

    [MotoFact]
    public async Task Local_files_are_kept_while_held_and_the_cache_stays_within_its_bound()
    {
        var store = _bucket.Open(_bucket.Options with { CacheBytesMax = 2500 });
        foreach (var name in new[] { "a", "b", "c" })
            await store.CreateAsync(Key(name), RandomNumberGenerator.GetBytes(1000));
        string first;
        using (store.HoldLocalFiles())
        {
            first = await store.LocalPathAsync(Key("a"));
            await store.LocalPathAsync(Key("b"));
            var error = await Assert.ThrowsAsync<StorageException>(async () => await store.LocalPathAsync(Key("c")));
            Assert.Equal("The read cache of 2500 bytes has no room for 'c' (1000): its files are in use. Give the cache more, or try later.", error.Message);
            Assert.True(File.Exists(first));
        }
        await store.LocalPathAsync(Key("c"));
        Assert.False(File.Exists(first));
    }

    private static async Task AdoptAsync(S3ObjectStore store, string key, byte[] content)
    {
        var file = store.NewTemporaryPath(".parquet");
        await File.WriteAllBytesAsync(file, content);
        await store.AdoptAsync(Key(key), file);
    }

    private async Task<List<string>> UploadsAsync() =>
        [.. ((await _bucket.Client.ListMultipartUploadsAsync(_bucket.Name)).MultipartUploads ?? []).Select(u => u.Key)];

    private static ObjectKey Key(string text) => ObjectKey.Parse(text);
}
