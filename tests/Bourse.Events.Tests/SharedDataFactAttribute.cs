namespace Bourse.Events.Tests;

/// <summary>A test that reads vectors from beside the repository, and is skipped where they are not.</summary>
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string relativePath)
    {
        if (!File.Exists(SharedData.PathOf(relativePath)))
            Skip = "skipped: shared data not present";
    }
}
