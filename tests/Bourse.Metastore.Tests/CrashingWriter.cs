using System.Globalization;

namespace Bourse.Metastore.Tests;

/// <summary>
/// The child process of the crash tests: several writers without end, each of which prints the number of a write once it is acknowledged. One write
/// makes two rows, so that half of one would show.
/// </summary>
internal static class CrashingWriter
{
    public const long TwinOffset = 1_000_000;
    private const int Writers = 8;

    public static async Task<int> Main(string[] args)
    {
        await using var metastore = TemporaryMetastore.Open(args[0]);
        var last = long.Parse(args[1], CultureInfo.InvariantCulture);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var id = Interlocked.Increment(ref last);
                await metastore.WriteAsync(async session =>
                {
                    await Items.AddAsync(session, id);
                    await Items.AddAsync(session, id + TwinOffset);
                });
                Console.WriteLine(id.ToString(CultureInfo.InvariantCulture));
            }
        })));
        return 0;
    }
}
