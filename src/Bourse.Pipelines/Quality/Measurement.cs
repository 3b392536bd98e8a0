namespace Bourse.Pipelines.Quality;

/// <summary>What measuring one rule came to.</summary>
internal abstract record Measurement
{
    private Measurement() { }

    /// <summary>A number to hold against the threshold.</summary>
    /// <param name="Number">The number.</param>
    /// <param name="Value">Of a rule that compares, the number it compared; else the same.</param>
    public sealed record Taken(decimal Number, decimal Value) : Measurement;

    /// <summary>The rule compares, and too few earlier revisions have what it compares with.</summary>
    public sealed record NoHistory(int Revisions, int RevisionsMin, decimal? Value) : Measurement;

    /// <summary>There is no number, and why.</summary>
    public sealed record Failed(string Reason) : Measurement;
}
