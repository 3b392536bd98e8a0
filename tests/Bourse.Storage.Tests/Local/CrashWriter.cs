using System.Security.Cryptography;
using Bourse.Storage.Local;

namespace Bourse.Storage.Tests.Local;

/// <summary>The program that crash tests run and kill: makes objects one after another and says on standard output which are acknowledged.</summary>
internal static class CrashWriter
{
    public const int Objects = 4;

    public static async Task<int> Main(string[] arguments)
    {
        using var store = new LocalObjectStore("test", arguments[0], RandomNumberGenerator.Create());
        for (var i = 0; i < Objects; i++)
        {
            await store.CreateAsync(ObjectKey.Parse($"created/{i}"), Content(i));
            Acknowledge($"created/{i}");
            var file = store.NewTemporaryPath("");
            await File.WriteAllBytesAsync(file, Content(i));
            await store.AdoptAsync(ObjectKey.Parse($"adopted/{i}"), file);
            Acknowledge($"adopted/{i}");
        }
        return 0;
    }

    public static byte[] Content(int i) => [.. Enumerable.Range(0, 10_000).Select(n => (byte)(n * (i + 1)))];

    private static void Acknowledge(string key)
    {
        Console.Out.WriteLine(key);
        Console.Out.Flush();
    }
}
