namespace Bourse.Iceberg.Tests.Support;

/// <summary>A test that needs the shared data.</summary>
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute() => Skip = SharedData.Root is null ? SharedData.Missing : null;
}
