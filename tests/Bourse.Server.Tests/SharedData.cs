namespace Bourse.Server.Tests;

/// <summary>The folder of test vectors beside the repository.</summary>
internal static class SharedData
{
    public static string Path(string relative) => System.IO.Path.GetFullPath(System.IO.Path.Combine(Repository.Root, "..", "shared", relative));
}
