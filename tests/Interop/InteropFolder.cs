namespace Bourse.Interop.Tests;

/// <summary>This suite's own folder in the repository, where npm installed the engines.</summary>
internal static class InteropFolder
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Bourse.slnx")))
                return System.IO.Path.Combine(folder.FullName, "tests", "Interop");
        }
        throw new DirectoryNotFoundException("Bourse.slnx is above no folder of this test.");
    }
}
