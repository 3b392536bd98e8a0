using Bourse.Catalog.Objects;
using Bourse.Catalog.Tests.Writes;
using Bourse.Storage;

namespace Bourse.Catalog.Tests.Objects;

/// <summary>
/// A process that dies before or after any call to the store, at any point of a write: afterwards every object is what it was or what it was to be, whole, with all that
/// was said of it, and what was acknowledged is there (property 1). What was left without a name is collected.
/// </summary>
[Collection(nameof(FaultPoint))]
public sealed class DyingObjectsTests
{
    private const string Key = "table/data/1.parquet";

    public static TheoryData<string> Writes => ["put", "overwrite", "complete", "delete"];

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_that_dies_anywhere_leaves_the_old_object_or_the_new_one(string write)
    {
        var places = 0;
        for (var at = 0; ; at++)
        {
            var died = await DieAsync(write, at);
            if (!died)
                break;
            places++;
        }
        Assert.True(places >= (write == "delete" ? 1 : 4), $"only {places} places to die");
    }

    [Fact]
    public async Task What_has_no_name_is_collected_and_nothing_else()
    {
        await using var world = await ObjectsWorld.CreateAsync();
        var clock = new MovedClock();
        var collector = new ObjectCollector(world.Store, world.Catalog.Metastore, clock);
        await world.PutAsync(Key, "first");
        await world.PutAsync(Key, "second");
        await world.PutAsync("gone", "third");
        await world.Objects.DeleteAsync("gone", WriteCondition.None, default);
        var upload = await world.Objects.Uploads.CreateAsync("later", "provider", ObjectDescription.Empty, new Dictionary<string, string>(), default);
        await using (var part = await world.StageAsync("a part"))
            await world.Objects.Uploads.PutPartAsync("later", upload.Id, 1, part, null, default);
        await world.Catalog.Store.CreateAsync(ObjectKey.Parse(".objects/ff/nameless"), "left by a crash"u8.ToArray());
        Assert.Equal(5, await CountAsync(world));

        // Reads of what was replaced may be under way.
        Assert.Equal((0, 0), (await collector.CollectAsync(), await collector.CollectNamelessAsync()));
        clock.Ahead += TimeSpan.FromMinutes(16);
        Assert.Equal((2, 0), (await collector.CollectAsync(), await collector.CollectNamelessAsync()));
        clock.Ahead += TimeSpan.FromDays(2);
        Assert.Equal((0, 1), (await collector.CollectAsync(), await collector.CollectNamelessAsync()));
        clock.Ahead += TimeSpan.FromDays(6);
        await collector.CollectAsync();
        clock.Ahead += TimeSpan.FromMinutes(16);
        await collector.CollectAsync();
        Assert.Null(await world.Objects.Uploads.FindAsync("later", upload.Id, default));
        Assert.Equal([new KeyValuePair<string, (string, string, string)>(Key, ("second", ObjectsWorld.Md5("second"), ""))], await world.SeenAsync());
        Assert.Equal(1, await CountAsync(world));
    }

    private static async Task<bool> DieAsync(string write, int at)
    {
        // What a point does when the process is to die there: nothing after it is reached.
        var (armed, reached) = (false, 0);
        void Pass(string _)
        {
            if (armed && reached++ >= at)
                throw new ProcessDiedException();
        }
        await using var world = await ObjectsWorld.CreateAsync(store => new DyingStore(store, Pass));
        var act = await PrepareAsync(world, write);
        var before = await world.SeenAsync();
        var died = false;
        using (FaultPoint.Arm(Pass))
        {
            armed = true;
            try
            {
                Assert.IsType<SourceWrite.Done>(await act());
            }
            catch (ProcessDiedException)
            {
                died = true;
            }
            armed = false;
        }
        await world.Catalog.ReopenAsync();
        var after = await new Reopened(world).SeenAsync();
        var intended = write == "delete" ? [] : new Dictionary<string, string> { [Key] = "new" };
        var isNew = after.ToDictionary(seen => seen.Key, seen => seen.Value.Content).OrderBy(seen => seen.Key).SequenceEqual(intended);
        Assert.True(isNew || after.SequenceEqual(before), $"{write} that died at {at} left {string.Join(", ", after)}");
        Assert.True(died || isNew, $"{write} was acknowledged and is not there");
        if (isNew && write != "delete")
            Assert.Equal("new", after[Key].Said);
        return died;
    }

    private static async Task<Func<Task<SourceWrite>>> PrepareAsync(ObjectsWorld world, string write)
    {
        if (write is "overwrite" or "delete")
            await world.PutAsync(Key, "old", said: "old");
        switch (write)
        {
            case "delete":
                return () => world.Objects.DeleteAsync(Key, WriteCondition.None, default);
            case "complete":
                var described = new ObjectDescription { Metadata = new Dictionary<string, string> { ["said"] = "new" } };
                var upload = await world.Objects.Uploads.CreateAsync(Key, "provider", described, new Dictionary<string, string>(), default);
                return async () =>
                {
                    await using var staged = await world.StageAsync("new");
                    var part = Assert.IsType<PartOutcome.Kept>(await world.Objects.Uploads.PutPartAsync(Key, upload.Id, 1, staged, null, default)).Part;
                    return await world.Objects.Uploads.CompleteAsync(Key, upload.Id, [new CompletedPart(1, part.ETag, null)], WriteCondition.None, default);
                };
            default:
                return () => world.PutAsync(Key, "new", said: "new");
        }
    }

    private static async Task<int> CountAsync(ObjectsWorld world)
    {
        var count = 0;
        await foreach (var _ in world.Catalog.Store.ListAsync(".objects/"))
            count++;
        return count;
    }

    // What the next process sees.
    private sealed class Reopened(ObjectsWorld world)
    {
        public async Task<Dictionary<string, (string Content, string ETag, string Said)>> SeenAsync()
        {
            var store = new IndexedObjectStore(world.Catalog.Store, world.Catalog.Metastore, TimeProvider.System);
            using var random = System.Security.Cryptography.RandomNumberGenerator.Create();
            var objects = new SourceObjects(store, world.Catalog.Metastore, TimeProvider.System, random);
            var seen = new Dictionary<string, (string, string, string)>(StringComparer.Ordinal);
            await foreach (var item in objects.ListAsync("", "", default))
            {
                await using var stream = await objects.OpenAsync(item, 0, item.Length, default);
                using var reader = new StreamReader(stream);
                var content = await reader.ReadToEndAsync();
                Assert.Equal(item.Length, content.Length);
                seen.Add(item.Key, (content, item.ETag, item.Description.Metadata["said"]));
            }
            return seen;
        }
    }

    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }

    private sealed class ProcessDiedException : Exception;
}
