using System.Security.Cryptography;
using Bourse.Storage.Local;
using Bourse.Storage.S3;
using Bourse.Storage.Tests.S3;

namespace Bourse.Storage.Tests.Local;

/// <summary>
/// The program that crash tests run and kill: makes objects one after another and says on standard output which are acknowledged. Its arguments are a folder
/// and, for S3, an endpoint and a bucket; there, adopted files are large enough for uploads in parts.
/// </summary>
internal static class CrashWriter
{
    public const int Objects = 4;
    private const int SmallBytes = 10_000;

    public static async Task<int> Main(string[] arguments)
    {
        using var random = RandomNumberGenerator.Create();
        using var store = Open(arguments, random);
        var adoptedBytes = store is S3ObjectStore ? S3StoreOptions.PartBytesMin : 0;
        for (var i = 0; i < Objects; i++)
        {
            await store.CreateAsync(ObjectKey.Parse($"created/{i}"), Content(i));
            Acknowledge($"created/{i}");
            var file = store.NewTemporaryPath("");
            await File.WriteAllBytesAsync(file, Content(i, SmallBytes + adoptedBytes));
            await store.AdoptAsync(ObjectKey.Parse($"adopted/{i}"), file);
            Acknowledge($"adopted/{i}");
        }
        return 0;
    }

    /// <summary>The bytes of object <paramref name="i"/>.</summary>
    public static byte[] Content(int i, int length = SmallBytes)
    {
        var content = new byte[length];
        for (var n = 0; n < length; n++)
            content[n] = (byte)(n * (i + 1));
        return content;
    }

    /// <summary>The size of an object by its key, where adopted ones have so many bytes more than created ones.</summary>
    public static int BytesOf(string key, int adoptedBytes) => SmallBytes + (key.StartsWith("adopted/", StringComparison.Ordinal) ? adoptedBytes : 0);

    private static IObjectStore Open(string[] arguments, RandomNumberGenerator random) => arguments is [var folder, var endpoint, var bucket]
        ? new S3ObjectStore(MotoBucket.OptionsOf(bucket, new Uri(endpoint), folder), TimeProvider.System, random)
        : new LocalObjectStore("test", arguments[0], random);

    private static void Acknowledge(string key)
    {
        Console.Out.WriteLine(key);
        Console.Out.Flush();
    }
}
