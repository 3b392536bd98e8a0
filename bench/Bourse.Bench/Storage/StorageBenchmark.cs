using System.Security.Cryptography;
using Bourse.Bench.Access;
using Bourse.Bench.Measuring;
using Bourse.Storage;
using Bourse.Storage.Blocks;
using Bourse.Storage.Local;

namespace Bourse.Bench.Storage;

/// <summary>Durable creates on the local disk, and what the digests of blocks cost.</summary>
internal static class StorageBenchmark
{
    private const int ObjectBytes = 16 << 10;
    private const int DigestedBytes = 4 << 20;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Rate rate, TimeSpan length)
    {
        var folder = Directory.CreateTempSubdirectory("bourse-bench-");
        using var random = RandomNumberGenerator.Create();
        try
        {
            using var store = new LocalObjectStore("bench", Path.Combine(folder.FullName, "store"), random);
            var figures = new List<Figure>();
            var peer = PythonPeer.Measure(PythonPeer.DurableFiles, length, folder.FullName) is { } files
                ? new PeerFigure("Python: write, fsync, link, fsync of the folder", files) : null;
            foreach (var underWay in new[] { 1, 16 })
                figures.Add(new Figure(
                    $"Objects created on local disk, {underWay} under way", await CreatesAsync(store, rate, underWay), "objects/s", "16 KiB, durable", underWay == 1
                        ? peer : null));
            figures.Add(Digests(rate));
            figures.Add(await VerifiedReadsAsync(store, rate));
            return figures;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<double> CreatesAsync(LocalObjectStore store, Rate rate, int underWay)
    {
        var content = RandomNumberGenerator.GetBytes(ObjectBytes);
        return rate.OfTasksAsync(underWay, number => store.CreateAsync(ObjectKey.Parse($"create-{underWay}/{number}"), content).AsTask());
    }

    private static Figure Digests(Rate rate)
    {
        var block = RandomNumberGenerator.GetBytes(BlockDigests.BlockBytes);
        var blocks = rate.OfCalls(_ => BlockDigests.Of(block));
        return new Figure("Digests of blocks taken or checked", blocks * BlockDigests.BlockBytes / 1e9, "GB/s", "1 core, SHA-256 of each MiB in memory");
    }

    private static async Task<Figure> VerifiedReadsAsync(LocalObjectStore store, Rate rate)
    {
        var content = RandomNumberGenerator.GetBytes(DigestedBytes);
        var key = ObjectKey.Parse("large");
        await store.CreateAsync(key, content);
        var digests = BlockDigests.Of(content);
        // By processor time: the bytes are in memory, so other work on the machine is all that a clock would show besides.
        var verified = rate.OfCalls(_ => ReadAsync(() => store.OpenVerifiedAsync(key, digests)).GetAwaiter().GetResult());
        var plain = rate.OfCalls(_ => ReadAsync(() => store.OpenReadAsync(key)).GetAwaiter().GetResult());
        const double Scale = DigestedBytes / 1e9;
        return new Figure("Object read and verified", verified * Scale, "GB/s", "1 core, 4 MiB, page cache", new PeerFigure("the same, not verified", plain * Scale));
    }

    private static async Task ReadAsync(Func<ValueTask<Stream>> open) => await CountAsync(await open());

    internal static async Task CountAsync(Stream stream)
    {
        await using var opened = stream;
        await opened.CopyToAsync(Stream.Null, BlockDigests.BlockBytes);
    }
}
