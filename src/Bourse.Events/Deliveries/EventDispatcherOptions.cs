namespace Bourse.Events.Deliveries;

/// <summary>How deliveries are made.</summary>
public sealed record EventDispatcherOptions
{
    /// <summary>How often the outbox is looked at for events of other processes, 200 ms by default. Those of this process need no look.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long an attempt may take, from resolving the name to the answer's headers; 10 s by default.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When failed attempts are repeated.</summary>
    public RetrySchedule Retries { get; init; } = new();

    /// <summary>
    /// How often it is asked whether an account may hear again of what is held for it, every 15 minutes by default. What resumes an agreement asks at once.
    /// </summary>
    public TimeSpan HeldInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The age from which an event is held no longer and is dead, 7 days by default; by hand it can be replayed also then.</summary>
    public TimeSpan HeldMax { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long finished deliveries can be listed and replayed, 30 days by default.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);
}
