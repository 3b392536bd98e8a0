namespace Bourse.Metastore.Writing;

/// <summary>A write with its answer, which is given out only once it is durable.</summary>
internal sealed class WriteRequest<T>(Func<IMetastoreWriteSession, Task<T>> work, CancellationToken cancellationToken)
    : WriteRequest(cancellationToken)
{
    // Continuations must not run on the writer: they would hold up everybody else.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _answer;

    public Task<T> Task => _completion.Task;

    public override async Task RunAsync(WorkSession session) => _answer = await work(session);

    public override void Succeed() => _completion.TrySetResult(_answer!);

    public override void Fail(Exception exception)
    {
        if (exception is OperationCanceledException cancelled && cancelled.CancellationToken == CancellationToken)
            _completion.TrySetCanceled(CancellationToken);
        else
            _completion.TrySetException(exception);
    }
}
