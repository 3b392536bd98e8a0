using Bourse.Query.Engines;

namespace Bourse.Pipelines.Tests.Tabular;

/// <summary>Files read as the exchange reads them: in workers, where the system has them.</summary>
public sealed class WorkerTabularFileReaderTests() : TabularFileReaderTests(FileEngines.ForOwnFiles(null, TimeProvider.System));
