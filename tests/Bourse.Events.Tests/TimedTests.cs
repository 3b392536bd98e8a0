namespace Bourse.Events.Tests;

/// <summary>Tests that hold a time limit run alone, so that they measure the program and not each other.</summary>
[CollectionDefinition(nameof(TimedTests), DisableParallelization = true)]
public sealed class TimedTests;
