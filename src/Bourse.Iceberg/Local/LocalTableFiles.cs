namespace Bourse.Iceberg.Local;

/// <summary>
/// The files of a table in folders of this machine, to read only. Touches nothing outside of the folders given: a location with <c>..</c>, of another store, or
/// that a link leads elsewhere is refused, since metadata is written by others.
/// </summary>
public sealed class LocalTableFiles : ITableFiles
{
    private const long MetadataBytesMax = 1L << 30;

    private readonly IReadOnlyList<Relocation> _relocations;
    private readonly IReadOnlyList<string> _roots;

    /// <summary>Takes the folders that may be read.</summary>
    /// <param name="folder">The table's own folder, absolute.</param>
    /// <param name="relocations">Where other locations are; of several that match, the one with the longest prefix counts.</param>
    public LocalTableFiles(string folder, IReadOnlyList<Relocation> relocations)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(relocations);
        _relocations = [.. relocations.OrderByDescending(r => FileLocation.Parse(r.From).Path.Length)];
        _roots = [.. relocations.Select(r => r.To).Prepend(folder).Select(RealPath.Of).Distinct(StringComparer.Ordinal)];
    }

    /// <inheritdoc />
    public void RequireWithin(string location) => Resolve(location);

    /// <inheritdoc />
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string location, CancellationToken cancellationToken = default)
    {
        var path = Existing(location);
        return new FileInfo(path).Length <= MetadataBytesMax
            ? await File.ReadAllBytesAsync(path, cancellationToken)
            : throw new IcebergFormatException($"'{location}' has more than {MetadataBytesMax} bytes, too many for metadata.");
    }

    /// <inheritdoc />
    public ValueTask<string> LocalPathAsync(string location, CancellationToken cancellationToken = default) => ValueTask.FromResult(Existing(location));

    /// <inheritdoc />
    public ValueTask CreateAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw ReadOnly();

    /// <inheritdoc />
    public ValueTask AdoptAsync(string location, string localFile, CancellationToken cancellationToken = default) => throw ReadOnly();

    /// <inheritdoc />
    public string NewTemporaryPath(string suffix) => throw ReadOnly();

    // A pipe or a device has no length, and would be read for ever.
    private string Existing(string location) => new FileInfo(Resolve(location)) switch
    {
        { Exists: true, Length: > 0 } file => file.FullName,
        { Exists: true } => throw new IcebergFormatException($"'{location}' is empty, or no file."),
        var file => throw new FileNotFoundException($"'{location}' is not there: looked for it at {file.FullName}."),
    };

    private string Resolve(string location)
    {
        ArgumentNullException.ThrowIfNull(location);
        var parsed = FileLocation.Parse(location);
        if (location.Contains('\0', StringComparison.Ordinal) || parsed.Path.Split('/').Any(segment => segment is ".." or "."))
            throw new IcebergFormatException($"The location '{location}' is malformed: it must not step through folders.");
        var path = _relocations.Select(r => r.Find(parsed)).FirstOrDefault(p => p is not null);
        if (path is null && (parsed.Store.Length > 0 || !Path.IsPathFullyQualified(parsed.Path)))
            throw new IcebergFormatException($"The location '{location}' is outside of the table's folder; say with a relocation where its files are.");
        var real = RealPath.Of(path ?? parsed.Path);
        return _roots.Any(root => real.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal))
            ? real
            : throw new IcebergFormatException($"The location '{location}' is outside of the folders that may be read: the table's and those of relocations.");
    }

    private static NotSupportedException ReadOnly() => new("Tables opened by path are read only.");
}
