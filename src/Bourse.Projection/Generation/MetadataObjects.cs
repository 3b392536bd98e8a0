using Bourse.Projection.Contents;
using Bourse.Projection.Naming;

namespace Bourse.Projection.Generation;

/// <summary>
/// Stores the generated files of one revision and collects what its clients get to list.
/// </summary>
internal sealed class MetadataObjects(ChainNames names, string keyPrefix, DateTimeOffset publishedAt, ContentAddressed projections)
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
        var content = await projections.StoreAsync("metadata", bytes, cancellationToken);
        var name = nameOf(content.Sha256);
        Add(name, content);
        return name;
    }

    /// <summary>Adds a file that is stored already.</summary>
    public void Add(string name, ObjectContent content) => _objects.Add(new ProjectedObject
    {
        Key = keyPrefix + name,
        Length = content.Length,
        ETag = names.ETag(name),
        LastModified = publishedAt,
        Content = content,
    });
}
