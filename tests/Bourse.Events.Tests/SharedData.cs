namespace Bourse.Events.Tests;

/// <summary>The repository's root, and the vectors that lie beside it.</summary>
internal static class SharedData
{
    public static string RepositoryRoot { get; } = FindRoot();

    public static string PathOf(string relativePath) => Path.Combine(RepositoryRoot, "..", "shared", relativePath);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Bourse.slnx")))
            directory = directory.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return directory.FullName;
    }
}
