namespace Bourse.Storage.Tests;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("bourse-storage-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
