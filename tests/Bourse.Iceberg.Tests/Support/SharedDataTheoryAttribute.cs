namespace Bourse.Iceberg.Tests.Support;

/// <summary>A test with cases that needs the shared data.</summary>
internal sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute() => Skip = Requirement.SkipUnless(SharedData.Root is not null, Requirement.SharedData, SharedData.Missing);
}
