namespace Bourse.Server.Tests;

/// <summary>The folder of test vectors beside the repository.</summary>
internal static class SharedData
{
    public static string Path(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Bourse.slnx")))
                return System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, "../shared", relative));
        }
        return relative;
    }
}
