namespace Bourse.Storage;

/// <summary>The key is taken; an object is never overwritten.</summary>
public sealed class ObjectExistsException(ObjectKey key)
    : StorageException($"The object '{key}' exists already and is never overwritten.", isTransient: false)
{
    /// <summary>The key.</summary>
    public ObjectKey Key { get; } = key;
}
