namespace Bourse.Iceberg.Tests.Support;

/// <summary>Fixtures and vectors that lie beside the repository.</summary>
internal static class SharedData
{
    public const string Missing = "shared data not present: ../shared";

    /// <summary>The folder, or null where the shared data is not present.</summary>
    public static string? Root { get; } = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root ?? throw new InvalidOperationException(Missing), .. parts]);

    private static string? Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(System.IO.Path.Combine(directory.FullName, "Bourse.slnx")))
            directory = directory.Parent;
        var path = directory is null ? null : System.IO.Path.GetFullPath(System.IO.Path.Combine(directory.FullName, "..", "shared"));
        return Directory.Exists(path) ? path : null;
    }
}
