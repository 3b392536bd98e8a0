using Bourse.Server.Composition;

namespace Bourse.Cli.Demo;

/// <summary>The demo's data folder: wiped at each run, and therefore only ever a folder that the demo itself made.</summary>
internal sealed class DemoFolder
{
    private const string Marker = "this-folder-is-wiped-by-bourse-demo";
    private const string LockName = "demo.lock";
    private readonly string _root;

    private DemoFolder(string root) => _root = root;

    /// <summary>The exchange's data.</summary>
    public DataFolder Data => new(Path.Combine(_root, "exchange"));

    /// <summary>The demo's folder.</summary>
    public string Root => _root;

    /// <summary>What a client keeps, on its own side.</summary>
    public string Client(string name)
    {
        var folder = Path.Combine(_root, "clients", name);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Wipes and makes the folder. The stream holds it against a second demo.</summary>
    /// <exception cref="CommandFailedException">It holds something that is not the demo's, or another demo runs in it.</exception>
    public static (DemoFolder Folder, FileStream Lock) Prepare(string path)
    {
        var root = Path.GetFullPath(path);
        var marker = Path.Combine(root, Marker);
        if (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any() && !File.Exists(marker))
            throw new CommandFailedException($"{root} is not empty and was not made by the demo, so it is left alone; give another "
                + $"folder with --data.");
        Directory.CreateDirectory(root);
        File.WriteAllText(marker, "Everything in this folder is removed at the next 'bourse demo'.\n");
        var held = Hold(root);
        foreach (var entry in new DirectoryInfo(root).EnumerateFileSystemInfos().Where(entry => entry.Name is not (Marker or LockName)))
        {
            if (entry is DirectoryInfo { LinkTarget: null } folder)
                folder.Delete(recursive: true);
            else
                entry.Delete();
        }
        return (new DemoFolder(root), held);
    }

    private static FileStream Hold(string root)
    {
        try
        {
            return new FileStream(Path.Combine(root, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new CommandFailedException($"Another demo runs in {root}; stop it, or give another folder with --data.");
        }
    }
}
