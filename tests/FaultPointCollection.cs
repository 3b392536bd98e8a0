namespace Bourse.Tests;

/// <summary>Tests that arm fault points run alone: the hook is the process's, and would strike whatever runs beside them.</summary>
[CollectionDefinition("FaultPoint", DisableParallelization = true)]
public sealed class FaultPointCollection;
