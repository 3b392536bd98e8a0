namespace Bourse.Iceberg.Erasure;

/// <summary>An erasure cannot be done as asked, or could not be proven. The text says what stands in the way and what to do.</summary>
/// <param name="message">What and why.</param>
public sealed class ErasureException(string message) : Exception(message);
