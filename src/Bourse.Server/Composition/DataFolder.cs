namespace Bourse.Server.Composition;

/// <summary>Where everything of one exchange is kept. Copying the folder while nothing runs copies the exchange.</summary>
/// <param name="root">The folder; relative paths are from the working folder.</param>
public sealed class DataFolder(string root)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The folder, absolute.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>The configuration.</summary>
    public string OptionsFile => Path.Combine(Root, "bourse.json");

    /// <summary>The metastore.</summary>
    public string MetastoreFile => Path.Combine(Root, "metastore.db");

    /// <summary>The key ring, readable by its owner alone.</summary>
    public string KeyRingFile => Path.Combine(Root, "keys.json");

    /// <summary>The provider's tables.</summary>
    public string Lakehouse => Path.Combine(Root, "lakehouse");

    /// <summary>What clients may see of them.</summary>
    public string Projections => Path.Combine(Root, "projections");

    /// <summary>Virtual objects as files, for our own engine; what is in it can be made again.</summary>
    public string Assembled => Path.Combine(Root, "assembled");

    /// <summary>The listing pages.</summary>
    public string Listings => Path.Combine(Root, "listings");

    /// <summary>The welcome messages.</summary>
    public string Welcome => Path.Combine(Root, "welcome");

    /// <summary>Links to files that workers read; empty while nothing runs.</summary>
    public string Workers => Path.Combine(Root, "workers");

    /// <summary>Makes the folder when it does not exist, for its owner alone.</summary>
    public void Create()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Root);
        else
            Directory.CreateDirectory(Root, OwnerOnly);
    }
}
