using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;

namespace Bourse.Iceberg.Local;

/// <summary>Opens a table by the path of its folder or of one of its metadata files, without a catalogue.</summary>
public static class LocalTable
{
    private const string Suffix = ".metadata.json";
    private static readonly string[] Suffixes = [Suffix, ".gz" + Suffix, Suffix + ".gz"];

    // A number or the name of a file. What is longer is no hint, and what has no length may be a pipe, which would be waited for. A link has a length of its own.
    private const int HintBytesMax = 255;
    private static readonly string[] Hints = ["version-hint.text", "version-hint.txt"];

    /// <summary>
    /// Opens a table. Locations below the one in its metadata are looked for in the table's folder, wherever it was written; others need a relocation.
    /// </summary>
    /// <param name="path">The table's folder, its <c>metadata</c> folder, or a metadata file.</param>
    /// <param name="relocations">Where the files are whose locations lie elsewhere.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FileNotFoundException">There is no metadata file.</exception>
    /// <exception cref="IcebergFormatException">The metadata is malformed or names a location that may not be read.</exception>
    public static async Task<IcebergTable> OpenAsync(string path, IReadOnlyList<Relocation> relocations, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(relocations);
        var file = Path.GetFullPath(FindMetadata(path));
        var parent = Path.GetDirectoryName(file)!;
        var folder = Path.GetFileName(parent) == "metadata" ? Path.GetDirectoryName(parent)! : parent;
        var metadata = TableMetadataJson.Parse(await new LocalTableFiles(folder, []).ReadAsync(file, cancellationToken));
        var files = new LocalTableFiles(folder, [.. relocations, new Relocation(metadata.Location, folder)]);
        return await IcebergTable.LoadAsync(file, files, cancellationToken);
    }

    /// <summary>The newest metadata file: by the version hint where there is one, else of the highest number, else of the latest change.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string FindMetadata(string path)
    {
        if (File.Exists(path))
            return path;
        var folder = Path.Combine(path, "metadata") is var inner && Directory.Exists(inner) ? inner : path;
        if (!Directory.Exists(folder))
            throw new FileNotFoundException($"'{path}' is neither a metadata file nor a table's folder.");
        if (Hinted(folder) is { } hinted)
            return hinted;
        return Directory.EnumerateFiles(folder).Where(f => Suffixes.Any(s => f.EndsWith(s, StringComparison.Ordinal)))
            .OrderByDescending(f => NumberOf(Path.GetFileName(f)))
            .ThenByDescending(f => File.GetLastWriteTimeUtc(f))
            .ThenByDescending(f => f, StringComparer.Ordinal)
            .FirstOrDefault()
            ?? throw new FileNotFoundException($"'{folder}' holds no *{Suffix} file.");
    }

    private static string? Hinted(string folder)
    {
        var found = Hints.Select(h => new FileInfo(RealPath.Of(Path.Combine(folder, h))))
            .FirstOrDefault(file => file is { Exists: true, Length: > 0 and <= HintBytesMax });
        var hint = found is null ? "" : File.ReadAllText(found.FullName).Trim();
        if (hint.Length == 0 || hint != Path.GetFileName(hint))
            return null;
        var named = Named(folder, "v" + hint) ?? Named(folder, hint);
        // A writer that died between the new version and the hint left the hint behind.
        for (var number = NumberOf(hint); named is not null && number is >= 0 and < int.MaxValue && Named(folder, $"v{number + 1}") is { } newer; number++)
            named = newer;
        return named;
    }

    private static string? Named(string folder, string name) => Suffixes.Select(s => Path.Combine(folder, name + s)).FirstOrDefault(File.Exists);

    private static long NumberOf(string name)
    {
        var digits = name.AsSpan(name.StartsWith('v') ? 1 : 0);
        digits = digits[..(digits.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : digits.Length)];
        return long.TryParse(digits, out var number) ? number : -1;
    }
}
