namespace Bourse.Iceberg.Erasure;

/// <summary>A place that holds the subject's key.</summary>
/// <param name="Location">The file.</param>
/// <param name="Place">What of it: rows, statistics, bounds, partition, summary, text.</param>
public sealed record ErasureFinding(string Location, string Place);
