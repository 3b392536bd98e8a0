using Bourse.Storage.S3;
using Bourse.Storage.Tests.Local;

namespace Bourse.Storage.Tests.S3;

/// <summary>Kills a process that writes into a bucket, at every point of a write.</summary>
[Collection(nameof(MotoServer))]
public sealed class S3CrashTests(MotoServer server) : IDisposable
{
    private readonly MotoBucket _bucket = new(server);

    public void Dispose() => _bucket.Dispose();

    [MotoTheory]
    [InlineData("storage.s3.put.send#5")]
    [InlineData("storage.s3.put.done#5")]
    [InlineData("storage.s3.parts.started#3")]
    [InlineData("storage.s3.part.send#5")]
    [InlineData("storage.s3.parts.complete#3")]
    [InlineData("storage.s3.parts.done#2")]
    public async Task After_a_kill_every_acknowledged_object_is_whole_and_no_other_is_partial(string fault)
    {
        var acknowledged = KilledWriter.Run(fault, _bucket.Options.LocalFolder, _bucket.Proxy.Address.ToString(), _bucket.Name);
        Assert.NotEmpty(acknowledged);
        Assert.True(acknowledged.Count < 2 * CrashWriter.Objects);

        var store = _bucket.Open();
        foreach (var key in acknowledged)
            Assert.NotNull(await store.HeadAsync(ObjectKey.Parse(key)));
        await foreach (var info in store.ListAsync(""))
        {
            var expected = CrashWriter.Content(info.Key.Value[^1] - '0', CrashWriter.BytesOf(info.Key.Value, S3StoreOptions.PartBytesMin));
            Assert.Equal(expected, (await store.ReadAllAsync(info.Key)).ToArray());
        }
        Assert.Single(Directory.GetDirectories(Path.Combine(_bucket.Options.LocalFolder, "tmp")));
    }
}
