namespace Bourse.Server.Tests;

/// <summary>A test that needs a shared file, and says so where the file is not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(string relativePath) => Skip =
        Requirement.SkipUnless(File.Exists(SharedData.Path(relativePath)), Requirement.SharedData, $"shared data not present: ../shared/{relativePath}");
}
