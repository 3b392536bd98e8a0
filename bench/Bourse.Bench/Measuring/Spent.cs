namespace Bourse.Bench.Measuring;

/// <summary>What a piece of work takes.</summary>
/// <param name="Seconds">By the clock: waiting for the disk and for a machine that does other work too is in it.</param>
/// <param name="ProcessorSeconds">Of all processors together: what another's load changes least.</param>
internal readonly record struct Spent(double Seconds, double ProcessorSeconds);
