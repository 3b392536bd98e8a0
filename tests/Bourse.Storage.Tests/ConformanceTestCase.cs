using Bourse.Storage.Tests.S3;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Bourse.Storage.Tests;

/// <summary>A test that is inherited by classes for several stores, and skipped in the one for S3 when moto is not installed.</summary>
public sealed class ConformanceTestCase : XunitTestCase
{
    /// <summary>For the test framework, which fills it.</summary>
    [Obsolete("Called by the test framework alone.")]
    public ConformanceTestCase() { }

    public ConformanceTestCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(diagnostics, display, options, method) { }

    protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.Name == typeof(S3ObjectStoreConformanceTests).FullName ? MotoServer.SkipReason : base.GetSkipReason(factAttribute);
}
