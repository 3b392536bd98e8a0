using System.Security.Cryptography;
using System.Text;
using Bourse.Storage.Caching;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Storage.Tests.Caching;

[Collection(nameof(FaultPoint))]
public sealed class ReadCacheTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private int _downloads;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whoever_waits_for_an_object_shares_one_download()
    {
        using var cache = Open(1000);
        var release = new TaskCompletionSource();
        var waiting = Enumerable.Range(0, 20).Select(_ => cache.GetAsync(Wanted("a", "x"), async (file, token) =>
        {
            _downloads++;
            await release.Task;
            await file.WriteAsync("x"u8.ToArray(), token);
        }).AsTask()).ToArray();
        release.SetResult();
        var path = Assert.Single((await Task.WhenAll(waiting)).Distinct());
        Assert.Equal("x", await File.ReadAllTextAsync(path));
        Assert.Equal(1, _downloads);
    }

    [Fact]
    public async Task One_waiter_that_gives_up_leaves_the_download_to_the_others()
    {
        using var cache = Open(1000);
        using var giveUp = new CancellationTokenSource();
        var release = new TaskCompletionSource();
        Task Slow(Stream file, CancellationToken token) => release.Task.ContinueWith(_ => file.Write("x"u8), TaskScheduler.Default);
        var first = cache.GetAsync(Wanted("a", "x"), Slow, giveUp.Token).AsTask();
        var second = cache.GetAsync(Wanted("a", "x"), Slow).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        release.SetResult();
        Assert.Equal("x", await File.ReadAllTextAsync(await second));
    }

    [Fact]
    public async Task The_least_recently_used_file_goes_first()
    {
        using var cache = Open(3);
        var a = await GetAsync(cache, "a", "1");
        var b = await GetAsync(cache, "b", "2");
        await GetAsync(cache, "c", "3");
        Assert.Equal(a, await GetAsync(cache, "a", "1"));
        await GetAsync(cache, "d", "4");
        Assert.True(File.Exists(a));
        Assert.False(File.Exists(b));
        Assert.Equal((4, 3L), (_downloads, cache.BytesUsed));
    }

    [Fact]
    public async Task What_a_hold_was_given_stays_and_what_came_before_it_may_go()
    {
        using var cache = Open(2);
        var before = await GetAsync(cache, "before", "1");
        using (cache.Hold())
        {
            var held = await GetAsync(cache, "held", "2");
            var other = await GetAsync(cache, "other", "3");
            Assert.Equal([false, true, true], new[] { before, held, other }.Select(File.Exists));
            var error = await Assert.ThrowsAsync<StorageException>(() => GetAsync(cache, "more", "4"));
            Assert.Equal("The read cache of 2 bytes has no room for 'more' (1): its files are in use. Give the cache more, or try later.", error.Message);
            Assert.True(error.IsTransient);
        }
        await GetAsync(cache, "more", "4");
        Assert.Equal(2, cache.BytesUsed);
    }

    [Fact]
    public async Task An_object_larger_than_the_cache_is_refused_and_not_downloaded()
    {
        using var cache = Open(2);
        var error = await Assert.ThrowsAsync<StorageException>(() => GetAsync(cache, "a", "123"));
        Assert.Equal("The object 'a' has 3 bytes, more than the read cache of 2 may hold; give the cache more.", error.Message);
        Assert.False(error.IsTransient);
        Assert.Equal(0, _downloads);
    }

    [Fact]
    public async Task The_next_process_finds_whole_files_and_drops_torn_and_unfinished_ones()
    {
        string whole, torn;
        using (var first = Open(1000))
        {
            whole = await GetAsync(first, "whole", "12345");
            torn = await GetAsync(first, "torn", "12345");
        }
        await File.WriteAllTextAsync(torn, "123\0\0");
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(whole)!, "unfinished.1"), "x");

        using var next = Open(1000);
        Assert.Equal((10L, 2), (next.BytesUsed, _downloads));
        Assert.Equal(whole, await GetAsync(next, "whole", "12345"));
        Assert.Equal(2, _downloads);
        Assert.Equal("12345", await File.ReadAllTextAsync(await GetAsync(next, "torn", "12345")));
        Assert.Equal(3, _downloads);
        Assert.Equal(3, Directory.GetFiles(Path.GetDirectoryName(whole)!).Length);
    }

    [Fact]
    public async Task Two_processes_never_remove_each_others_files()
    {
        using var first = Open(1);
        using var second = Open(1);
        var path = await GetAsync(first, "a", "1");
        await GetAsync(second, "b", "2");
        await GetAsync(second, "c", "3");
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task Another_object_under_the_same_key_is_another_file()
    {
        using var cache = Open(10);
        await GetAsync(cache, "a", "1");
        Assert.Equal("2", await File.ReadAllTextAsync(await GetAsync(cache, "a", "2")));
    }

    [Theory]
    [InlineData("storage.cache.write")]
    [InlineData("storage.cache.publish")]
    public async Task A_full_disk_gives_an_error_that_says_so_and_takes_no_room(string point)
    {
        using var cache = Open(10);
        using (FaultPoint.Arm(name =>
        {
            if (name == point)
                throw new IOException("No space left on device", 28);
        }))
        {
            var error = await Assert.ThrowsAsync<StorageException>(() => GetAsync(cache, "a", "1"));
            Assert.Equal("Cannot keep 'a' in the read cache: the disk is full. Free some space; nothing was kept of this write.", error.Message);
        }
        Assert.Equal(0, cache.BytesUsed);
        Assert.Equal("1", await File.ReadAllTextAsync(await GetAsync(cache, "a", "1")));
    }

    [Fact]
    public async Task A_download_that_ends_early_twice_is_an_error()
    {
        using var cache = Open(10);
        var error = await Assert.ThrowsAsync<CorruptObjectException>(
            async () => await cache.GetAsync(Wanted("a", "123"), (file, token) => file.WriteAsync("12"u8.ToArray(), token).AsTask()));
        Assert.Equal("The store 'test' gave wrong bytes for the object 'a': there are 2 instead of 3. Restore it from a copy.", error.Message);
        Assert.Equal(0, cache.BytesUsed);
    }

    /// <summary>Any sequence of gets and holds: the bytes are right, the bound is kept, and every file given under an open hold is there.</summary>
    [Fact]
    public void Random_use_keeps_the_bound_and_every_held_file() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => UseAsync(seed).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(30)));

    private async Task UseAsync(int seed)
    {
        var random = new Random(seed);
        using var cache = Open(20);
        var holds = new List<(IDisposable Hold, List<(string Path, string Content)> Given)>();
        for (var step = 0; step < 80; step++)
        {
            switch (random.Next(6))
            {
                case 0:
                    holds.Add((cache.Hold(), []));
                    break;
                case 1 when holds.Count > 0:
                    var ended = random.Next(holds.Count);
                    holds[ended].Hold.Dispose();
                    holds.RemoveAt(ended);
                    break;
                default:
                    var number = random.Next(12);
                    var content = new string((char)('a' + number), number);
                    if (await TryGetAsync(cache, $"k{number}", content) is { } path)
                        holds.ForEach(h => h.Given.Add((path, content)));
                    break;
            }
            Assert.InRange(cache.BytesUsed, 0, 20);
            foreach (var (path, expected) in holds.SelectMany(h => h.Given).Distinct())
                Assert.Equal(expected, File.ReadAllText(path));
        }
        holds.ForEach(h => h.Hold.Dispose());
    }

    private async Task<string?> TryGetAsync(ReadCache cache, string key, string content)
    {
        try
        {
            return await GetAsync(cache, key, content);
        }
        catch (StorageException e) when (e.IsTransient)
        {
            return null;
        }
    }

    private ReadCache Open(long bytesMax) => new(_folder.Path, bytesMax);

    private Task<string> GetAsync(ReadCache cache, string key, string content) => cache.GetAsync(Wanted(key, content), async (file, token) =>
    {
        _downloads++;
        await file.WriteAsync(Encoding.UTF8.GetBytes(content), token);
    }).AsTask();

    private static CachedObject Wanted(string key, string content) => new(
        "test", ObjectKey.Parse(key), content, content.Length, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content))));
}
