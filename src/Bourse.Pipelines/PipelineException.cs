namespace Bourse.Pipelines;

/// <summary>A pipeline stopped. The message names the file, model or rule and what to do; it is for the provider.</summary>
public sealed class PipelineException : Exception
{
    /// <summary>Creates it.</summary>
    public PipelineException(string message) : base(message) { }

    /// <summary>Creates it.</summary>
    public PipelineException(string message, Exception inner) : base(message, inner) { }

    /// <summary>True when another writer came first and the same call may succeed now.</summary>
    public bool IsTransient { get; init; }
}
