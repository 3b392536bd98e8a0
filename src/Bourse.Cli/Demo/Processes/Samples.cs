namespace Bourse.Cli.Demo.Processes;

/// <summary>Where the sample programs and the pack are: beside the solution, above the program.</summary>
internal static class Samples
{
    private const string Anchor = "Bourse.slnx";

    /// <summary>The folder of the sources.</summary>
    /// <exception cref="CommandFailedException">The program was moved away from them.</exception>
    public static string Root { get; } = Find();

    public static string Folder(string relative) => Path.Combine([Root, .. relative.Split('/')]);

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, Anchor)))
                return at.FullName;
        }
        throw new CommandFailedException($"The demo needs the packs and samples beside {Anchor}; run it from a copy of the repository.");
    }
}
