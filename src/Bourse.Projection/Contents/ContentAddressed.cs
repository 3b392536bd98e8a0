using System.Security.Cryptography;
using Bourse.Storage;

namespace Bourse.Projection.Contents;

/// <summary>Stores objects under keys that are digests of their bytes, so that writing one again, after a crash or on another node, finds it there.</summary>
internal static class ContentAddressed
{
    private const string PieceFolder = "pieces/";

    /// <summary>Stores bytes.</summary>
    /// <param name="store">Where.</param>
    /// <param name="folder">What the key starts with, such as <c>metadata</c>.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<StoredContent> StoreAsync(IObjectStore store, string folder, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        var content = new StoredContent(store.Name, $"{folder}/{sha256[..2]}/{sha256}", bytes.Length, sha256);
        try
        {
            await store.CreateAsync(ObjectKey.Parse(content.Key), bytes, cancellationToken);
        }
        catch (ObjectExistsException)
        {
            // The same bytes, by the key.
        }
        return content;
    }

    /// <summary>Stores a piece from a finished local file, which is moved or removed.</summary>
    public static async Task<StoredContent> AdoptPieceAsync(IObjectStore store, string path, CancellationToken cancellationToken)
    {
        var content = await DescribePieceAsync(store, path, cancellationToken);
        FaultPoint.Reach("projection.piece.written");
        try
        {
            await store.AdoptAsync(ObjectKey.Parse(content.Key), path, cancellationToken);
        }
        catch (ObjectExistsException)
        {
            File.Delete(path);
        }
        FaultPoint.Reach("projection.piece.adopted");
        return content;
    }

    /// <summary>Whether a key is one that pieces are stored under.</summary>
    public static bool IsPiece(string key) => key.StartsWith(PieceFolder, StringComparison.Ordinal);

    private static async Task<StoredContent> DescribePieceAsync(IObjectStore store, string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        return new StoredContent(store.Name, $"{PieceFolder}{sha256[..2]}/{sha256}.parquet", stream.Length, sha256);
    }
}
