using System.Security.Cryptography;
using Amazon.S3.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Storage.Tests.S3;

/// <summary>What the store does when the way to the service breaks, on real sockets.</summary>
[Collection(nameof(MotoServer))]
public sealed class S3FaultTests(MotoServer server) : IDisposable
{
    private readonly MotoBucket _bucket = new(server);

    public void Dispose() => _bucket.Dispose();

    [MotoTheory]
    [InlineData(nameof(ProxyFault.ResetBefore))]
    [InlineData(nameof(ProxyFault.LoseAnswer))]
    [InlineData(nameof(ProxyFault.InternalError))]
    [InlineData(nameof(ProxyFault.SlowDown))]
    public async Task A_create_whose_request_or_answer_is_lost_succeeds_once(string fault)
    {
        var store = _bucket.Open();
        await store.CreateAsync(Key("warm"), new byte[1]);
        FailOnce("PUT", Enum.Parse<ProxyFault>(fault));
        await store.CreateAsync(Key("a"), new byte[] { 1, 2 });
        Assert.Equal([1, 2], (await store.ReadAllAsync(Key("a"))).ToArray());
        await Assert.ThrowsAsync<ObjectExistsException>(async () => await store.CreateAsync(Key("a"), new byte[] { 1, 2 }));
    }

    [MotoFact]
    public async Task A_create_that_lost_its_answer_does_not_take_anothers_object_with_the_same_bytes_for_its_own()
    {
        var store = _bucket.Open();
        await store.CreateAsync(Key("warm"), new byte[1]);
        var sent = 0;
        _bucket.Proxy.Script = line =>
        {
            if (!line.StartsWith("PUT", StringComparison.Ordinal) || sent++ > 0)
                return ProxyFault.None;
            // The first attempt never arrives; another writer is faster than the second.
            _bucket.Client.PutObjectAsync(new PutObjectRequest { BucketName = _bucket.Name, Key = "a", ContentBody = "same" }).GetAwaiter().GetResult();
            return ProxyFault.ResetBefore;
        };
        await Assert.ThrowsAsync<ObjectExistsException>(async () => await store.CreateAsync(Key("a"), "same"u8.ToArray()));
    }

    [MotoTheory]
    [InlineData(nameof(ProxyFault.Truncate))]
    [InlineData(nameof(ProxyFault.Tear))]
    [InlineData(nameof(ProxyFault.ResetBefore))]
    [InlineData(nameof(ProxyFault.SlowDown))]
    public async Task A_body_that_breaks_off_is_read_on_to_its_end(string fault)
    {
        var store = _bucket.Open();
        var content = RandomNumberGenerator.GetBytes(300_000);
        await store.CreateAsync(Key("a"), content);
        FailOnce("GET", Enum.Parse<ProxyFault>(fault));
        Assert.Equal(content, (await store.ReadAllAsync(Key("a"))).ToArray());
        FailOnce("GET", Enum.Parse<ProxyFault>(fault));
        await using var range = await store.OpenReadAsync(Key("a"), 1000, 200_000);
        var read = new byte[200_000];
        await range.ReadExactlyAsync(read);
        Assert.Equal(content[1000..201_000], read);
        Assert.Equal(0, await range.ReadAsync(new byte[1]));
    }

    [MotoFact]
    public async Task A_bit_that_flips_on_the_way_is_read_again_and_one_that_flips_always_is_an_error()
    {
        var store = _bucket.Open();
        var content = RandomNumberGenerator.GetBytes(10_000);
        await store.CreateAsync(Key("a"), content);
        FailOnce("GET", ProxyFault.FlipBit);
        Assert.Equal(content, (await store.ReadAllAsync(Key("a"))).ToArray());
        FailOnce("GET", ProxyFault.FlipBit);
        Assert.Equal(content, await File.ReadAllBytesAsync(await store.LocalPathAsync(Key("a"))));

        await store.CreateAsync(Key("b"), content);
        _bucket.Proxy.Script = line => line.StartsWith("GET", StringComparison.Ordinal) ? ProxyFault.FlipBit : ProxyFault.None;
        const string Expected = "The store 'test' gave wrong bytes for the object 'b': their MD5 is not the one the service says. Restore it from a copy.";
        Assert.Equal(Expected, (await Assert.ThrowsAsync<CorruptObjectException>(async () => await store.ReadAllAsync(Key("b")))).Message);
        Assert.Equal(Expected, (await Assert.ThrowsAsync<CorruptObjectException>(async () => await store.LocalPathAsync(Key("b")))).Message);
    }

    [MotoFact]
    public async Task An_object_whose_bytes_rotted_in_the_service_is_an_error()
    {
        var store = _bucket.Open();
        await store.CreateAsync(Key("a"), "1234"u8.ToArray());
        var head = await _bucket.Client.GetObjectMetadataAsync(_bucket.Name, "a");
        var rotten = new PutObjectRequest { BucketName = _bucket.Name, Key = "a", ContentBody = "1235" };
        foreach (var name in head.Metadata.Keys)
            rotten.Metadata[name] = head.Metadata[name];
        await _bucket.Client.PutObjectAsync(rotten);
        const string Expected = "The store 'test' gave wrong bytes for the object 'a': their digest is not the recorded one. Restore it from a copy.";
        Assert.Equal(Expected, (await Assert.ThrowsAsync<CorruptObjectException>(async () => await store.ReadAllAsync(Key("a")))).Message);
        Assert.Equal(Expected, (await Assert.ThrowsAsync<CorruptObjectException>(async () => await store.LocalPathAsync(Key("a")))).Message);
    }

    [MotoFact]
    public async Task A_service_that_stays_away_is_a_transient_error_after_the_last_attempt()
    {
        var store = _bucket.Open(_bucket.Options with { AttemptsMax = 3 });
        var attempts = 0;
        _bucket.Proxy.Script = _ => ++attempts > 0 ? ProxyFault.SlowDown : ProxyFault.None;
        var error = await Assert.ThrowsAsync<StorageException>(async () => await store.HeadAsync(Key("a")));
        Assert.Equal("Cannot look up 'a' in the store 'test': it answered 503 .", error.Message.Replace(" ServiceUnavailable", " ", StringComparison.Ordinal));
        Assert.True(error.IsTransient);
        Assert.Equal(3, attempts);
    }

    [MotoFact]
    public void Random_faults_change_no_outcome() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => RunAsync(seed).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(3)));

    private async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        var store = _bucket.Open(_bucket.Options with { AttemptsMax = 30 });
        var scope = $"s{Guid.NewGuid():N}/";
        ProxyFault[] harmless = [ProxyFault.ResetBefore, ProxyFault.LoseAnswer, ProxyFault.Truncate, ProxyFault.Tear, ProxyFault.InternalError, ProxyFault.SlowDown];
        var faults = new Random(seed + 1);
        _bucket.Proxy.Script = _ => faults.Next(3) == 0 ? harmless[faults.Next(harmless.Length)] : ProxyFault.None;
        var model = new Dictionary<string, byte[]>();
        for (var step = 0; step < 25; step++)
        {
            var key = scope + random.Next(4);
            var content = new byte[random.Next(5000)];
            random.NextBytes(content);
            if (random.Next(3) == 0)
            {
                model.Remove(key);
                await store.DeleteAsync(Key(key));
            }
            else if (model.TryAdd(key, content))
            {
                await store.CreateAsync(Key(key), content);
            }
            else
            {
                await Assert.ThrowsAsync<ObjectExistsException>(async () => await store.CreateAsync(Key(key), content));
                Assert.Equal(model[key], (await store.ReadAllAsync(Key(key))).ToArray());
            }
        }
        var listed = new List<string>();
        await foreach (var info in store.ListAsync(scope))
            listed.Add(info.Key.Value);
        Assert.Equal(model.Keys.Order(StringComparer.Ordinal), listed);
        _bucket.Proxy.Script = _ => ProxyFault.None;
    }

    private void FailOnce(string method, ProxyFault fault)
    {
        var left = 1;
        _bucket.Proxy.Script = line => line.StartsWith(method, StringComparison.Ordinal) && Interlocked.Decrement(ref left) == 0 ? fault : ProxyFault.None;
    }

    private static ObjectKey Key(string text) => ObjectKey.Parse(text);
}
