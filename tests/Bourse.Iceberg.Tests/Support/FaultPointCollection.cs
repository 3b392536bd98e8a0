using Bourse.Storage;

namespace Bourse.Iceberg.Tests.Support;

/// <summary>Tests that arm fault points run alone: the hook is the process's.</summary>
[CollectionDefinition(nameof(FaultPoint), DisableParallelization = true)]
public sealed class FaultPointCollection;
