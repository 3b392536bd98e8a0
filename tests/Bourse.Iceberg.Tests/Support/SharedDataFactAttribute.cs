namespace Bourse.Iceberg.Tests.Support;

/// <summary>A test that needs the shared data.</summary>
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute() => Skip = Requirement.SkipUnless(SharedData.Root is not null, Requirement.SharedData, SharedData.Missing);
}
