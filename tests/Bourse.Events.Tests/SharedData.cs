namespace Bourse.Events.Tests;

/// <summary>Vectors that lie beside the repository.</summary>
internal static class SharedData
{
    /// <summary>The file, or null where the shared data is not present.</summary>
    public static string? Find(string relativePath)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Bourse.slnx")))
            directory = directory.Parent;
        var path = directory is null ? null : Path.Combine(directory.FullName, "..", "shared", relativePath);
        return File.Exists(path) ? path : null;
    }
}
