namespace Bourse.Storage;

/// <summary>What <see cref="IObjectStore.ReadAllAsync"/> reads at most: metadata, not data.</summary>
internal static class ReadAllLimit
{
    private const long Bytes = 256L << 20;

    /// <exception cref="StorageException">The object is larger.</exception>
    public static void Check(ObjectKey key, long length)
    {
        if (length > Bytes)
            throw new StorageException($"The object '{key}' has {length} bytes; at most {Bytes} are read at once.", isTransient: false);
    }
}
