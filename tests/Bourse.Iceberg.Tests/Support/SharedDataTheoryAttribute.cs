namespace Bourse.Iceberg.Tests.Support;

/// <summary>A test with cases that needs the shared data.</summary>
internal sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute() => Skip = SharedData.Root is null ? SharedData.Missing : null;
}
