namespace Bourse.Events.Deliveries;

/// <summary>How an attempt ended, with a short text for its account to read.</summary>
internal abstract record AttemptResult(string Text)
{
    /// <summary>2xx.</summary>
    public sealed record Accepted(string Text) : AttemptResult(Text);

    /// <summary>410: the receiver wants no more of it.</summary>
    public sealed record Gone(string Text) : AttemptResult(Text);

    /// <summary>Not sent, and never will be as the target stands.</summary>
    public sealed record Unsendable(string Text) : AttemptResult(Text);

    /// <summary>Not sent: the account may not hear of it any more.</summary>
    public sealed record Withheld() : AttemptResult("held: the account has no agreement in force about it; it is sent once there is one");

    /// <summary>Anything else: worth another try.</summary>
    public sealed record Failed(string Text) : AttemptResult(Text);
}
