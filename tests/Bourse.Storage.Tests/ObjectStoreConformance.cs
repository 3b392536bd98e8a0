using System.Security.Cryptography;
using Bourse.Storage.Blocks;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Storage.Tests;

/// <summary>What every object store must do. Run against each implementation.</summary>
public abstract class ObjectStoreConformance
{
    protected abstract IObjectStore Store { get; }

    /// <summary>How many random histories of 60 operations a usual run tries.</summary>
    protected virtual int RandomHistories => 10;

    protected static ObjectKey Key(string text) => ObjectKey.Parse(text);

    [ConformanceFact]
    public async Task An_object_reads_back_whole()
    {
        await Store.CreateAsync(Key("a/b"), new byte[] { 1, 2, 3 });
        Assert.Equal([1, 2, 3], (await Store.ReadAllAsync(Key("a/b"))).ToArray());
        var info = await Store.HeadAsync(Key("a/b"));
        Assert.Equal(3, info!.Length);
        Assert.Equal(Key("a/b"), info.Key);
        Assert.InRange(info.LastModified, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [ConformanceFact]
    public async Task An_empty_object_exists()
    {
        await Store.CreateAsync(Key("empty"), Array.Empty<byte>());
        Assert.Equal(0, (await Store.HeadAsync(Key("empty")))!.Length);
        Assert.Empty((await Store.ReadAllAsync(Key("empty"))).ToArray());
    }

    [ConformanceFact]
    public async Task What_is_not_there_is_not_found()
    {
        Assert.Null(await Store.HeadAsync(Key("no")));
        Assert.Null(await Store.HeadAsync(Key("no/such/folder")));
        await Assert.ThrowsAsync<ObjectNotFoundException>(async () => await Store.OpenReadAsync(Key("no/such")));
        await Assert.ThrowsAsync<ObjectNotFoundException>(async () => await Store.ReadAllAsync(Key("no")));
        await Assert.ThrowsAsync<ObjectNotFoundException>(async () => await Store.LocalPathAsync(Key("no")));
        await Store.DeleteAsync(Key("no/such"));
    }

    [ConformanceFact]
    public async Task A_prefix_of_keys_is_not_an_object()
    {
        await Store.CreateAsync(Key("folder/file"), new byte[] { 1 });
        Assert.Null(await Store.HeadAsync(Key("folder")));
        await Assert.ThrowsAsync<ObjectNotFoundException>(async () => await Store.OpenReadAsync(Key("folder")));
    }

    [ConformanceFact]
    public async Task An_object_is_never_overwritten()
    {
        await Store.CreateAsync(Key("k"), new byte[] { 1 });
        var error = await Assert.ThrowsAsync<ObjectExistsException>(async () => await Store.CreateAsync(Key("k"), new byte[] { 2 }));
        Assert.Equal("The object 'k' exists already and is never overwritten.", error.Message);
        Assert.False(error.IsTransient);

        var file = Store.NewTemporaryPath(".tmp");
        await File.WriteAllBytesAsync(file, [3]);
        await Assert.ThrowsAsync<ObjectExistsException>(async () => await Store.AdoptAsync(Key("k"), file));
        Assert.True(File.Exists(file));
        Assert.Equal([1], (await Store.ReadAllAsync(Key("k"))).ToArray());
    }

    [ConformanceFact]
    public async Task Of_many_writers_of_one_key_one_wins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(async () =>
        {
            try
            {
                await Store.CreateAsync(Key("contended"), Enumerable.Repeat((byte)i, 5000).ToArray());
                return i;
            }
            catch (ObjectExistsException)
            {
                return -1;
            }
        })));
        var winner = Assert.Single(outcomes, o => o >= 0);
        Assert.Equal(Enumerable.Repeat((byte)winner, 5000), (await Store.ReadAllAsync(Key("contended"))).ToArray());
    }

    [ConformanceFact]
    public async Task A_finished_file_is_moved_in()
    {
        var file = Store.NewTemporaryPath(".parquet");
        Assert.EndsWith(".parquet", file, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(file, [7, 8]);
        await Store.AdoptAsync(Key("data/x.parquet"), file);
        Assert.False(File.Exists(file));
        Assert.Equal([7, 8], await File.ReadAllBytesAsync(await Store.LocalPathAsync(Key("data/x.parquet"))));
    }

    [ConformanceFact]
    public async Task Ranges_concatenate_to_the_whole()
    {
        var content = Enumerable.Range(0, 1000).Select(i => (byte)i).ToArray();
        await Store.CreateAsync(Key("r"), content);
        var joined = new List<byte>();
        for (var offset = 0; offset < 1000; offset += 300)
            joined.AddRange(await Range("r", offset, 300));
        Assert.Equal(content, joined);
        Assert.Equal(content[990..], await Range("r", 990, 500));
        Assert.Equal(content[500..], await Range("r", 500, null));
        Assert.Empty(await Range("r", 1000, 10));
        Assert.Empty(await Range("r", 5000, null));
        Assert.Empty(await Range("r", 10, 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Store.OpenReadAsync(Key("r"), -1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Store.OpenReadAsync(Key("r"), 0, -1));
    }

    [ConformanceFact]
    public async Task An_object_that_is_deleted_while_read_reads_to_its_end()
    {
        await Store.CreateAsync(Key("open"), new byte[100_000]);
        await using var stream = await Store.OpenReadAsync(Key("open"));
        await stream.ReadExactlyAsync(new byte[10]);
        await Store.DeleteAsync(Key("open"));
        await stream.ReadExactlyAsync(new byte[99_990]);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        Assert.Null(await Store.HeadAsync(Key("open")));
    }

    [ConformanceFact]
    public async Task Listing_gives_the_keys_of_a_prefix_in_the_order_of_their_bytes()
    {
        string[] keys = ["a-b", "a/b", "a/c/d", "a0", "b", "orders/1", "orders2/1", "é", "\uFFFD", "🐇"];
        foreach (var key in keys.Reverse())
            await Store.CreateAsync(Key(key), new byte[] { 1 });
        Assert.Equal(keys, await List(""));
        Assert.Equal(["orders/1"], await List("orders/"));
        Assert.Equal(["orders/1", "orders2/1"], await List("orders"));
        Assert.Equal(["a/c/d"], await List("a/c"));
        Assert.Empty(await List("zzz"));
        Assert.Empty(await List("../"));
    }

    [ConformanceFact]
    public async Task A_range_that_is_verified_gives_exactly_its_bytes()
    {
        var content = RandomNumberGenerator.GetBytes((3 * BlockDigests.BlockBytes) - 17);
        var digests = BlockDigests.Of(content);
        await Store.CreateAsync(Key("v"), content);
        foreach (var (offset, length) in new (
            int, int?)[] { (0, null), (5, 10), (BlockDigests.BlockBytes - 1, 2), (2 * BlockDigests.BlockBytes, null), (content.Length, null), (9, 0) })
        {
            await using var stream = await Store.OpenVerifiedAsync(Key("v"), digests, offset, length);
            Assert.Equal(content.Skip(offset).Take(length ?? int.MaxValue), await ReadToEndAsync(stream));
        }
    }

    [ConformanceFact]
    public async Task A_block_that_is_not_the_recorded_one_gives_an_error_and_none_of_its_bytes()
    {
        var content = RandomNumberGenerator.GetBytes(3 * BlockDigests.BlockBytes);
        var digests = BlockDigests.Of(content);
        content[BlockDigests.BlockBytes + 7] ^= 1;
        await Store.CreateAsync(Key("damaged"), content);

        await using var stream = await Store.OpenVerifiedAsync(Key("damaged"), digests, 100);
        var sound = new byte[BlockDigests.BlockBytes - 100];
        await stream.ReadExactlyAsync(sound);
        Assert.Equal(content[100..BlockDigests.BlockBytes], sound);
        var error = await Assert.ThrowsAsync<CorruptObjectException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        Assert.Equal("The store 'test' gave wrong bytes for block 1 of the object 'damaged': its digest is not the recorded one. Restore it from a copy.", error.Message);
        Assert.Equal((Key("damaged"), 1, false), (error.Key, error.Block, error.IsTransient));
        await using var after = await Store.OpenVerifiedAsync(Key("damaged"), digests, 2 * BlockDigests.BlockBytes);
        Assert.Equal(content[(2 * BlockDigests.BlockBytes)..], await ReadToEndAsync(after));
    }

    [ConformanceFact]
    public void Random_operations_agree_with_a_dictionary()
    {
        string[] keys = ["a/1", "a/2", "b", "c/d/e", "c/d/f", "c-d"];
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var model = new Dictionary<string, byte[]>();
            var scope = "m" + Guid.NewGuid().ToString("N") + "/";
            for (var step = 0; step < 60; step++)
                Step(random, model, scope, keys[random.Next(keys.Length)]).GetAwaiter().GetResult();
            return List(scope).GetAwaiter().GetResult().SequenceEqual(model.Keys.Select(k => scope + k).Order(StringComparer.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(RandomHistories)));
    }

    protected async Task<List<string>> List(string prefix)
    {
        var keys = new List<string>();
        await foreach (var info in Store.ListAsync(prefix))
            keys.Add(info.Key.Value);
        return keys;
    }

    private async Task Step(Random random, Dictionary<string, byte[]> model, string scope, string key)
    {
        switch (random.Next(5))
        {
            case 0 or 1:
                var content = new byte[random.Next(3000)];
                random.NextBytes(content);
                if (model.TryAdd(key, content))
                    await Store.CreateAsync(Key(scope + key), content);
                else
                    await Assert.ThrowsAsync<ObjectExistsException>(async () => await Store.CreateAsync(Key(scope + key), content));
                break;
            case 2:
                model.Remove(key);
                await Store.DeleteAsync(Key(scope + key));
                break;
            case 3:
                Assert.Equal(model.GetValueOrDefault(key)?.Length, (await Store.HeadAsync(Key(scope + key)))?.Length);
                break;
            default:
                if (model.TryGetValue(key, out var expected))
                {
                    var (offset, length) = (random.Next(expected.Length + 1), random.Next(1000));
                    Assert.Equal(expected.Skip(offset).Take(length), await Range(scope + key, offset, length));
                }
                break;
        }
    }

    private async Task<byte[]> Range(string key, long offset, long? length)
    {
        await using var stream = await Store.OpenReadAsync(Key(key), offset, length);
        return await ReadToEndAsync(stream);
    }

    private static async Task<byte[]> ReadToEndAsync(Stream stream)
    {
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
