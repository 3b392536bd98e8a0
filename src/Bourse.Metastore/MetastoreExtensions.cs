namespace Bourse.Metastore;

/// <summary>Writes that have no answer to give.</summary>
public static class MetastoreExtensions
{
    /// <summary>As <see cref="IMetastore.WriteAsync{T}"/>, for works without a result.</summary>
    public static Task WriteAsync(
        this IMetastore metastore, Func<IMetastoreWriteSession, Task> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(metastore);
        ArgumentNullException.ThrowIfNull(work);
        return metastore.WriteAsync(
            async session =>
            {
                await work(session);
                return true;
            },
            cancellationToken);
    }
}
