namespace Bourse.Storage.Tests.S3;

/// <summary>Services that accept <c>If-None-Match</c> and overwrite all the same, as many do.</summary>
[Collection(nameof(MotoServer))]
public sealed class ConditionalWritesTests(MotoServer server) : IDisposable
{
    private readonly MotoBucket _bucket = new(server);

    public void Dispose() => _bucket.Dispose();

    [MotoFact]
    public async Task A_service_that_ignores_the_condition_is_refused_before_anything_is_written()
    {
        _bucket.Proxy.UnknownHeader = _ => "If-None-Match";
        var store = _bucket.Open();

        var refusal = await Assert.ThrowsAsync<StorageException>(async () => await store.CreateAsync(Key("a"), new byte[] { 1 }));

        Assert.Equal(
            "The service of the store 'test' does not keep If-None-Match for objects, so objects could be overwritten. Use one that does, "
                + "or set singleWriter if this process alone writes to the store.",
            refusal.Message);
        Assert.False(refusal.IsTransient);
        Assert.Empty(await KeysAsync());
    }

    [MotoFact]
    public async Task A_service_that_keeps_it_for_objects_alone_is_refused_too()
    {
        // The completion of an upload in parts: POST /bucket/key?uploadId=…
        _bucket.Proxy.UnknownHeader = line =>
            line.StartsWith("POST", StringComparison.Ordinal) && line.Contains("uploadId=", StringComparison.Ordinal) ? "If-None-Match" : null;
        var store = _bucket.Open();

        var refusal = await Assert.ThrowsAsync<StorageException>(async () => await store.CreateAsync(Key("a"), new byte[] { 1 }));

        Assert.Contains("does not keep If-None-Match for uploads in parts,", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await KeysAsync());
    }

    [MotoFact]
    public async Task A_single_writer_may_use_such_a_service_and_overwrites_nothing()
    {
        _bucket.Proxy.UnknownHeader = _ => "If-None-Match";
        var store = _bucket.Open(_bucket.Options with { SingleWriter = true });
        await store.CreateAsync(Key("a"), new byte[] { 1 });
        var large = store.NewTemporaryPath(".parquet");
        await File.WriteAllBytesAsync(large, new byte[6 << 20]);
        await store.AdoptAsync(Key("large"), large);

        await Assert.ThrowsAsync<ObjectExistsException>(async () => await store.CreateAsync(Key("a"), new byte[] { 2 }));
        var other = store.NewTemporaryPath(".parquet");
        await File.WriteAllBytesAsync(other, new byte[7 << 20]);
        await Assert.ThrowsAsync<ObjectExistsException>(async () => await store.AdoptAsync(Key("large"), other));

        Assert.Equal([1], (await store.ReadAllAsync(Key("a"))).ToArray());
        Assert.Equal(6 << 20, (await store.HeadAsync(Key("large")))!.Length);
        Assert.Equal(["a", "large"], await KeysAsync());
    }

    private async Task<List<string>> KeysAsync() =>
        [.. (await _bucket.Client.ListObjectsV2Async(new Amazon.S3.Model.ListObjectsV2Request { BucketName = _bucket.Name })).S3Objects?.Select(o => o.Key) ?? []];

    private static ObjectKey Key(string text) => ObjectKey.Parse(text);
}
