namespace Bourse.Metastore.Writing;

/// <summary>A write that waits for its turn.</summary>
internal abstract class WriteRequest(CancellationToken cancellationToken)
{
    public CancellationToken CancellationToken { get; } = cancellationToken;

    public abstract Task RunAsync(WorkSession session);

    public abstract void Succeed();

    public abstract void Fail(Exception exception);
}
