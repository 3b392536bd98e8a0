namespace Bourse.Metastore.Idempotency;

/// <summary>What is known about an idempotency key.</summary>
public abstract record IdempotencyAnswer
{
    private IdempotencyAnswer()
    {
    }

    /// <summary>The key was never used: do the work and record the answer.</summary>
    public sealed record FirstTime : IdempotencyAnswer;

    /// <summary>The same request was done: give its recorded answer again.</summary>
    public sealed record Repeated(string Answer) : IdempotencyAnswer;

    /// <summary>The key was used for another request: refuse.</summary>
    public sealed record OtherRequest : IdempotencyAnswer;
}
