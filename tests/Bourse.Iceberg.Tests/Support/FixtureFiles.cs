using System.Text.Json;

namespace Bourse.Iceberg.Tests.Support;

/// <summary>A fixture table: its metadata names the paths of its writer's machine, which are found below the fixture's folder by their ends.</summary>
internal sealed class FixtureFiles(string folder) : ITableFiles
{
    public static FixtureFiles Open(string name) => new(SharedData.Path("iceberg-fixtures", name));

    public JsonElement Expected { get; } = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "EXPECTED.json"))).RootElement;

    public string MetadataLocation => "metadata/" + Expected.GetProperty("metadata_file").GetString();

    // Files of expired snapshots are not there; where they would be cannot be told from outside of the writer's machine.
    public void RequireWithin(string location)
    {
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string location, CancellationToken cancellationToken = default) =>
        await File.ReadAllBytesAsync(Resolve(location), cancellationToken);

    public ValueTask<string> LocalPathAsync(string location, CancellationToken cancellationToken = default) => ValueTask.FromResult(Resolve(location));

    public ValueTask CreateAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Fixtures are read only.");

    public ValueTask AdoptAsync(string location, string localFile, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Fixtures are read only.");

    public string NewTemporaryPath(string suffix) => throw new NotSupportedException("Fixtures are read only.");

    private string Resolve(string location)
    {
        var parts = location.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            foreach (var candidate in new[] { Path.Combine([folder, .. parts[i..]]), Path.Combine([folder, "_siblings", .. parts[i..]]) })
            {
                if (File.Exists(candidate))
                    return candidate;
            }
        }
        throw new FileNotFoundException($"The fixture has no file for '{location}'.");
    }
}
