using Bourse.Query.Engines;

namespace Bourse.Pipelines.Tests.Tabular;

/// <summary>Files read in this process, as where there are no workers.</summary>
public sealed class InProcessTabularFileReaderTests() : TabularFileReaderTests(new InProcessEngine());
