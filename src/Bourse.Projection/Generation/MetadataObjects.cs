using System.Security.Cryptography;
using Bourse.Projection.Naming;
using Bourse.Storage;

namespace Bourse.Projection.Generation;

/// <summary>
/// Stores the generated files of one revision and collects what its clients get to list. In the store a file's key is its digest, so writing it again, after a
/// crash or on another node, finds it there.
/// </summary>
internal sealed class MetadataObjects(ChainNames names, string keyPrefix, DateTimeOffset publishedAt, IObjectStore projections)
{
    private readonly List<ProjectedObject> _objects = [];

    /// <summary>What was added, in the order it was.</summary>
    public IReadOnlyList<ProjectedObject> All => _objects;

    /// <summary>Stores a generated file.</summary>
    /// <param name="nameOf">Gives its name, relative to the table's folder, by its lower-case hexadecimal SHA-256.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The name.</returns>
    public async Task<string> StoreAsync(Func<string, string> nameOf, byte[] bytes, CancellationToken cancellationToken)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var key = $"metadata/{sha256[..2]}/{sha256}";
        try
        {
            await projections.CreateAsync(ObjectKey.Parse(key), bytes, cancellationToken);
        }
        catch (ObjectExistsException)
        {
            // The same bytes, by the key.
        }
        var name = nameOf(sha256);
        Add(name, new StoredContent(projections.Name, key, bytes.Length, sha256));
        return name;
    }

    /// <summary>Adds a file that is stored already.</summary>
    public void Add(string name, StoredContent content) => _objects.Add(new ProjectedObject
    {
        Key = keyPrefix + name,
        Length = content.Length,
        ETag = names.ETag(name),
        LastModified = publishedAt,
        Content = content,
    });
}
