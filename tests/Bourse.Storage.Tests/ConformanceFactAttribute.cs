using Xunit.Sdk;

namespace Bourse.Storage.Tests;

/// <summary>A test of <see cref="ObjectStoreConformance"/>, skipped for a store whose service is not installed: see <see cref="ConformanceTestCase"/>.</summary>
[XunitTestCaseDiscoverer("Bourse.Storage.Tests.ConformanceFactDiscoverer", "Bourse.Storage.Tests")]
internal sealed class ConformanceFactAttribute : FactAttribute;
