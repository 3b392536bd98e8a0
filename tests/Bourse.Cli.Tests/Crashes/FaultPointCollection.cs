using Bourse.Storage;

namespace Bourse.Cli.Tests.Crashes;

/// <summary>Fault points are process-wide: an armed one must meet its own test alone.</summary>
[CollectionDefinition(nameof(FaultPoint), DisableParallelization = true)]
public sealed class FaultPointCollection;
