using System.Globalization;
using Bourse.Storage.Local;

namespace Bourse.Query.Workers;

/// <summary>The folder of one worker: links to the files it may read, numbered, their endings kept.</summary>
internal sealed class WorkerFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    private WorkerFolder(string path) => Path = path;

    /// <summary>Its path, absolute.</summary>
    public string Path { get; }

    /// <summary>Makes a folder that only this user can look into.</summary>
    /// <param name="root">Where.</param>
    /// <param name="number">A number that no other folder of this process has.</param>
    public static WorkerFolder Create(string root, long number)
    {
        var path = System.IO.Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"worker-{Environment.ProcessId}-{number}"));
        Remove(path);
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("A folder of the user's own alone is made by Unix' modes.");
        Directory.CreateDirectory(path, OwnerOnly);
        return new WorkerFolder(path);
    }

    /// <summary>Removes the folders of processes that are gone: their links would keep the files' space.</summary>
    public static void RemoveLeftovers(string root)
    {
        foreach (var path in Directory.EnumerateDirectories(root, "worker-*"))
        {
            if (System.IO.Path.GetFileName(path).Split('-') is [_, var process, _] && int.TryParse(process, CultureInfo.InvariantCulture, out var id)
                && !Directory.Exists($"/proc/{id}"))
                Remove(path);
        }
    }

    /// <summary>Where the worker finds a file.</summary>
    /// <exception cref="ArgumentException">It is not one of those that were linked.</exception>
    public string PathOf(string file) =>
        _links.TryGetValue(file, out var link) ? link : throw new ArgumentException($"'{file}' was not given to this session.", nameof(file));

    /// <summary>A message with the files' own names instead of those of links.</summary>
    public string Restore(string message)
    {
        if (!message.Contains(Path, StringComparison.Ordinal))
            return message;
        // The longest first: the name of one link may begin that of another.
        foreach (var (file, link) in _links.OrderByDescending(pair => pair.Value.Length))
            message = message.Replace(link, file, StringComparison.Ordinal);
        return message;
    }

    /// <summary>Links files hard; false, and nothing linked, when one cannot be.</summary>
    public bool TryLinkHard(IReadOnlyList<string> files)
    {
        try
        {
            Link(files, static (file, link) => HardLink.TryCreate(Final(file), link));
            return true;
        }
        catch (IOException failed) when (failed is not FileNotFoundException)
        {
            foreach (var link in _links.Values)
                File.Delete(link);
            _links.Clear();
            return false;
        }
    }

    /// <summary>Links files symbolically: the worker must be allowed to read the files themselves.</summary>
    /// <returns>Their own paths.</returns>
    public IReadOnlyList<string> LinkSymbolically(IReadOnlyList<string> files)
    {
        Link(files, static (file, link) => File.CreateSymbolicLink(link, Final(file)));
        return [.. _links.Keys.Select(Final)];
    }

    /// <inheritdoc />
    public void Dispose() => Remove(Path);

    private static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
    }

    /// <summary>A link to a link would lead where the worker may not follow.</summary>
    private static string Final(string file) => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? System.IO.Path.GetFullPath(file);

    private void Link(IReadOnlyList<string> files, Action<string, string> make)
    {
        foreach (var file in files)
        {
            if (_links.ContainsKey(file))
                continue;
            if (!File.Exists(file))
                throw new FileNotFoundException($"The file {file} does not exist.", file);
            if (!RegularFile.Exists(file))
                throw new FileNotFoundException($"{file} is no regular file.", file);
            var ending = System.IO.Path.GetExtension(file);
            var link = System.IO.Path.Combine(
                Path, _links.Count.ToString(CultureInfo.InvariantCulture) + (ending.All(each => each == '.' || char.IsAsciiLetterOrDigit(each)) ? ending : ""));
            make(file, link);
            _links.Add(file, link);
        }
    }
}
