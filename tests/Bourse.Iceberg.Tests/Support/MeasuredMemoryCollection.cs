namespace Bourse.Iceberg.Tests.Support;

/// <summary>Tests that count what is allocated run alone: a plan goes from thread to thread, so only the process's count holds all of it.</summary>
[CollectionDefinition(nameof(MeasuredMemoryCollection), DisableParallelization = true)]
public sealed class MeasuredMemoryCollection;
