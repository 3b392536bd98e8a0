using System.Security.Cryptography;
using Bourse.Storage.Local;
using Bourse.Storage.Segments;

namespace Bourse.Storage.Tests.Segments;

public sealed class SegmentedReadsTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly LocalObjectStore _one;
    private readonly LocalObjectStore _other;

    public SegmentedReadsTests()
    {
        _one = new LocalObjectStore("one", Path.Combine(_folder.Path, "one"), _random);
        _other = new LocalObjectStore("other", Path.Combine(_folder.Path, "other"), _random);
    }

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
        _random.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Segments_of_several_objects_are_read_one_after_the_other()
    {
        await _one.CreateAsync(Key("a"), new byte[] { 0, 1, 2, 3, 4 });
        await _other.CreateAsync(Key("a"), new byte[] { 10, 11, 12 });
        await using var stream = SegmentedReads.Open(
            [new(_one, Key("a"), 3, 2), new(_other, Key("a"), 0, 1), new(_one, Key("a"), 0, 3), new(_one, Key("a"), 0, 1), new(_other, Key("a"), 1, 2)]);
        Assert.Equal((9L, 0L), (stream.Length, stream.Position));

        using var read = new MemoryStream();
        await stream.CopyToAsync(read, bufferSize: 2);

        Assert.Equal([3, 4, 10, 0, 1, 2, 0, 11, 12], read.ToArray());
        Assert.Equal((9L, 0), (stream.Position, await stream.ReadAsync(new byte[1])));
    }

    [Fact]
    public async Task Nothing_is_read_of_no_segments_and_nothing_after_the_stream_is_disposed()
    {
        var stream = SegmentedReads.Open([]);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        await stream.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.ReadExactlyAsync(new byte[1]));
    }

    [Fact]
    public async Task An_object_that_is_gone_or_too_short_fails_when_it_is_reached()
    {
        await _one.CreateAsync(Key("a"), new byte[] { 0, 1, 2 });
        await using var gone = SegmentedReads.Open([new(_one, Key("a"), 0, 3), new(_one, Key("b"), 0, 1), new(_one, Key("a"), 0, 1)]);
        await gone.ReadExactlyAsync(new byte[3]);
        // Again and again: what comes after it is never given in its place.
        for (var attempt = 0; attempt < 3; attempt++)
            await Assert.ThrowsAsync<ObjectNotFoundException>(async () => await gone.ReadExactlyAsync(new byte[1]));

        await using var early = SegmentedReads.Open([new(_one, Key("a"), 1, 5)]);
        await early.ReadExactlyAsync(new byte[2]);
        var error = await Assert.ThrowsAsync<StorageException>(async () => await early.ReadExactlyAsync(new byte[1]));
        Assert.Equal("The object 'a' of the store 'one' ended 3 bytes early.", error.Message);
    }

    private static ObjectKey Key(string key) => ObjectKey.Parse(key);
}
