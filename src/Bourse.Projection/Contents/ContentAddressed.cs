using System.Globalization;
using System.Security.Cryptography;
using Bourse.Storage;

namespace Bourse.Projection.Contents;

/// <summary>
/// Stores objects under keys that are digests of their bytes, so that writing one again, after a crash or on another node, finds it there. Keys also carry the number
/// of collections so far (docs/decisions/0018): what a collection is removing is never found.
/// </summary>
/// <param name="store">Where.</param>
/// <param name="collections">The number of collections when the preparation began, from 0.</param>
internal sealed class ContentAddressed(IObjectStore store, long collections)
{
    private const string PieceFolder = "pieces/";
    private const char Mark = '-';

    /// <summary>What keys of everything stored here begin with.</summary>
    public static IReadOnlyList<string> Folders { get; } = [PieceFolder, "footers/", VirtualFolder, "metadata/"];

    /// <summary>What keys of layouts begin with.</summary>
    public const string VirtualFolder = "virtual/";

    /// <summary>The number of collections that keys carry.</summary>
    public long Collections => collections;

    /// <summary>The store's name.</summary>
    public string StoreName => store.Name;

    /// <summary>Whether a key is one that pieces are stored under.</summary>
    public static bool IsPiece(string key) => key.StartsWith(PieceFolder, StringComparison.Ordinal);

    /// <summary>Whether a key says that its bytes have a digest.</summary>
    /// <param name="key">A key of <see cref="StoreAsync"/>.</param>
    /// <param name="sha256">Lower-case hexadecimal.</param>
    public static bool Names(string key, string sha256) => key.AsSpan(key.LastIndexOf('/') + 1) is var name
        && name.StartsWith(sha256, StringComparison.Ordinal) && (name.Length == sha256.Length || name[sha256.Length] == Mark);

    /// <summary>Stores bytes.</summary>
    /// <param name="folder">What the key starts with, such as <c>metadata</c>.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<StoredContent> StoreAsync(string folder, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        var content = new StoredContent(store.Name, Key($"{folder}/", sha256, ""), bytes.Length, sha256);
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
    public async Task<StoredContent> AdoptPieceAsync(string path, CancellationToken cancellationToken)
    {
        var content = await DescribePieceAsync(path, cancellationToken);
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

    /// <summary>A new path for a file to be adopted.</summary>
    public string NewTemporaryPath(string suffix) => store.NewTemporaryPath(suffix);

    private async Task<StoredContent> DescribePieceAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        return new StoredContent(store.Name, Key(PieceFolder, sha256, ".parquet"), stream.Length, sha256);
    }

    private string Key(string folder, string sha256, string suffix) => string.Create(
        CultureInfo.InvariantCulture, $"{folder}{sha256[..2]}/{sha256}{(collections == 0 ? "" : $"{Mark}{collections}")}{suffix}");
}
