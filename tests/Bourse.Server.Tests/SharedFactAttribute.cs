namespace Bourse.Server.Tests;

/// <summary>A test that needs a shared file, and says so where the file is not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(string relativePath) => Skip = File.Exists(SharedData.Path(relativePath)) ? null : "skipped: shared data not present";
}
