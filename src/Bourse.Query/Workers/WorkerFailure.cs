namespace Bourse.Query.Workers;

/// <summary>Why a session in a worker ended before its work.</summary>
public enum WorkerFailure
{
    /// <summary>It took longer than it may; the worker was killed.</summary>
    Deadline,

    /// <summary>It needed more memory than it may have.</summary>
    Memory,

    /// <summary>The worker ended by itself: a file may have crashed the engine.</summary>
    Died,

    /// <summary>What the worker said breaks the rules of frames; it was killed.</summary>
    Garbled,

    /// <summary>No worker was given the work: it cannot be started, or this machine cannot confine it as is asked for.</summary>
    Refused,
}
