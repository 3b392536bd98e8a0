namespace Bourse.Events.Tests;

/// <summary>A test that reads vectors from beside the repository, and is skipped where they are not.</summary>
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string relativePath) => Skip =
        Requirement.SkipUnless(File.Exists(SharedData.PathOf(relativePath)), Requirement.SharedData, $"shared data not present: ../shared/{relativePath}");
}
