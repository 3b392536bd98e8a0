using System.Security.Cryptography;
using Bourse.Storage.Local;

namespace Bourse.Storage.Tests.Local;

[Collection(nameof(FaultPoint))]
public sealed class LocalObjectStoreTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("storage.create.write")]
    [InlineData("storage.create.flush")]
    [InlineData("storage.publish.link")]
    public async Task A_full_disk_gives_an_error_that_says_so_and_leaves_nothing(string point)
    {
        using var store = Open();
        using (FaultPoint.Arm(name =>
        {
            if (name == point)
                throw new IOException("No space left on device", 28);
        }))
        {
            var error = await Assert.ThrowsAsync<StorageException>(async () => await store.CreateAsync(ObjectKey.Parse("a/b"), new byte[100]));
            Assert.Equal("Cannot write 'a/b': the disk is full. Free some space; nothing was kept of this write.", error.Message);
            Assert.False(error.IsTransient);
        }
        Assert.Null(await store.HeadAsync(ObjectKey.Parse("a/b")));
        Assert.Empty(UnfinishedFiles());
        await store.CreateAsync(ObjectKey.Parse("a/b"), new byte[100]);
    }

    [SmallDiskFact]
    public async Task A_really_full_disk_is_recognised()
    {
        using var small = SmallDisk.TryMount(_folder.Path, "256k")!;
        using var store = new LocalObjectStore("test", small.Path, RandomNumberGenerator.Create());
        await store.CreateAsync(ObjectKey.Parse("fits"), new byte[50_000]);
        var error = await Assert.ThrowsAsync<StorageException>(async () => await store.CreateAsync(ObjectKey.Parse("large"), new byte[1_000_000]));
        Assert.Equal("Cannot write 'large': the disk is full. Free some space; nothing was kept of this write.", error.Message);
        Assert.Null(await store.HeadAsync(ObjectKey.Parse("large")));
        Assert.Equal(50_000, (await store.ReadAllAsync(ObjectKey.Parse("fits"))).Length);
        await store.CreateAsync(ObjectKey.Parse("fits-too"), new byte[50_000]);
    }

    [Theory]
    [InlineData("storage.create.write")]
    [InlineData("storage.create.flush")]
    [InlineData("storage.adopt.flush")]
    [InlineData("storage.publish.link")]
    [InlineData("storage.publish.flush")]
    [InlineData("storage.publish.done")]
    public async Task After_a_kill_every_acknowledged_object_is_whole_and_no_other_is_partial(string point)
    {
        var acknowledged = KilledWriter.Run($"{point}#3", _folder.Path);
        Assert.NotEmpty(acknowledged);
        Assert.True(acknowledged.Count < 2 * CrashWriter.Objects);
        Assert.NotEmpty(Directory.GetDirectories(Path.Combine(_folder.Path, "tmp")));

        using var store = Open();
        foreach (var key in acknowledged)
            Assert.NotNull(await store.HeadAsync(ObjectKey.Parse(key)));
        await foreach (var info in store.ListAsync(""))
            Assert.Equal(CrashWriter.Content(info.Key.Value[^1] - '0'), (await store.ReadAllAsync(info.Key)).ToArray());
        Assert.Single(Directory.GetDirectories(Path.Combine(_folder.Path, "tmp")));
        Assert.Empty(UnfinishedFiles());
    }

    [Fact]
    public async Task Opening_a_store_a_second_time_leaves_the_unfinished_files_of_the_first()
    {
        using var first = Open();
        var file = first.NewTemporaryPath(".parquet");
        await File.WriteAllBytesAsync(file, [1]);
        using (Open())
            Assert.True(File.Exists(file));
        await first.AdoptAsync(ObjectKey.Parse("x"), file);
    }

    [Fact]
    public async Task A_key_that_is_a_folder_of_others_is_refused_clearly()
    {
        using var store = Open();
        await store.CreateAsync(ObjectKey.Parse("a"), new byte[1]);
        var below = await Assert.ThrowsAsync<StorageException>(async () => await store.CreateAsync(ObjectKey.Parse("a/b"), new byte[1]));
        Assert.StartsWith("Cannot write 'a/b': ", below.Message, StringComparison.Ordinal);
        Assert.False(below.IsTransient);
    }

    [Fact]
    public async Task Only_its_own_unfinished_files_are_adopted()
    {
        using var store = Open();
        var foreign = Path.Combine(_folder.Path, "foreign");
        await File.WriteAllBytesAsync(foreign, [1]);
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.AdoptAsync(ObjectKey.Parse("x"), foreign));
        Assert.True(File.Exists(foreign));
    }

    [Fact]
    public async Task Links_inside_the_store_are_not_listed()
    {
        using var store = Open();
        await store.CreateAsync(ObjectKey.Parse("a/real"), new byte[1]);
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "objects", "a", "link"), "/");
        var keys = new List<string>();
        await foreach (var info in store.ListAsync(""))
            keys.Add(info.Key.Value);
        Assert.Equal(["a/real"], keys);
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("-a")]
    public void A_name_that_is_no_bucket_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new LocalObjectStore(name, _folder.Path, RandomNumberGenerator.Create()));

    private LocalObjectStore Open() => new("test", _folder.Path, RandomNumberGenerator.Create());

    private IEnumerable<string> UnfinishedFiles() =>
        Directory.GetFiles(Path.Combine(_folder.Path, "tmp"), "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock");
}
