namespace Bourse.Exchange.Tests.Support;

/// <summary>The machine's time, or one ahead of it.</summary>
internal sealed class AheadTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}
