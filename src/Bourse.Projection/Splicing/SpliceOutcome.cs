namespace Bourse.Projection.Splicing;

/// <summary>What came of splicing a file. Closed.</summary>
internal abstract record SpliceOutcome
{
    private SpliceOutcome()
    {
    }

    /// <summary>It is a virtual object.</summary>
    /// <param name="Content">The object, stored.</param>
    public sealed record Spliced(VirtualContent Content) : SpliceOutcome;

    /// <summary>It has to be rewritten.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(SpliceRefusal Reason) : SpliceOutcome;
}
