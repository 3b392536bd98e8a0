namespace Bourse.Query.Workers;

/// <summary>A worker did not do its work. It costs the one session; the next gets another worker. The message is for the provider.</summary>
public sealed class WorkerException : Exception
{
    /// <summary>Creates it.</summary>
    public WorkerException(WorkerFailure failure, string message)
        : base(message) => Failure = failure;

    /// <summary>Creates it.</summary>
    public WorkerException(WorkerFailure failure, string message, Exception inner)
        : base(message, inner) => Failure = failure;

    /// <summary>Why.</summary>
    public WorkerFailure Failure { get; }
}
