using Xunit.Abstractions;
using Xunit.Sdk;

namespace Bourse.Storage.Tests;

/// <summary>Makes the test cases of <see cref="ConformanceFactAttribute"/>.</summary>
public sealed class ConformanceFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new ConformanceTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);
}
