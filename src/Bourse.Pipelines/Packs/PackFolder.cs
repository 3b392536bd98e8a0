namespace Bourse.Pipelines.Packs;

/// <summary>Resolves names inside a pack's folder. What leaves it, by <c>..</c>, an absolute path or a link, is refused.</summary>
/// <param name="path">The folder, absolute.</param>
internal sealed class PackFolder(string path)
{
    public string Path { get; } = path;

    /// <summary>A file that exists. Returns the mistake, or null.</summary>
    public string? TryResolve(string name, out string file)
    {
        if (Resolve(name, out file) is { } mistake)
            return mistake;
        return File.Exists(file) ? null : $"'{name}' does not exist in the pack.";
    }

    /// <summary>A folder that exists. Returns the mistake, or null.</summary>
    public string? TryResolveFolder(string name, out string folder)
    {
        if (Resolve(name, out folder) is { } mistake)
            return mistake;
        return Directory.Exists(folder) ? null : $"the folder '{name}' does not exist in the pack.";
    }

    private string? Resolve(string name, out string resolved)
    {
        resolved = "";
        var segments = name.Split('/');
        if (segments.Any(segment => segment is "" or "." or "..") || name.Any(c => char.IsControl(c) || c is '\\' or ':'))
            return $"'{name}' must be a path inside the pack, with forward slashes and without '..'.";
        var at = Path;
        foreach (var segment in segments)
        {
            at = System.IO.Path.Combine(at, segment);
            if (new FileInfo(at).LinkTarget is not null)
                return $"'{name}' goes through a link; a pack holds its files itself.";
        }
        resolved = at;
        return null;
    }
}
