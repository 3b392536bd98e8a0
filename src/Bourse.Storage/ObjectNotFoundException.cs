namespace Bourse.Storage;

/// <summary>No object has the key.</summary>
public sealed class ObjectNotFoundException(string storeName, ObjectKey key)
    : StorageException($"The store '{storeName}' has no object '{key}'.", isTransient: false)
{
    /// <summary>The key.</summary>
    public ObjectKey Key { get; } = key;
}
