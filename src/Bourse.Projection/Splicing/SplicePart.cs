namespace Bourse.Projection.Splicing;

/// <summary>Rows of a spliced file. Closed.</summary>
internal abstract record SplicePart
{
    private SplicePart()
    {
    }

    /// <summary>A row group of the source, as it is.</summary>
    /// <param name="Number">Its number in the source, from 0.</param>
    public sealed record Group(int Number) : SplicePart;

    /// <summary>The allowed rows of neighbouring row groups, written anew.</summary>
    /// <param name="First">The number of the first of them.</param>
    /// <param name="End">The number after the last one's.</param>
    /// <param name="AllowedRowCount">How many rows, 1 or more.</param>
    public sealed record Run(int First, int End, long AllowedRowCount) : SplicePart;
}
