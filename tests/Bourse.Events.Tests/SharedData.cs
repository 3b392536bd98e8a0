namespace Bourse.Events.Tests;

/// <summary>The vectors that lie beside the repository.</summary>
internal static class SharedData
{
    public static string PathOf(string relativePath) => Path.Combine(Repository.Root, "..", "shared", relativePath);
}
