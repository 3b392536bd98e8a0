namespace Bourse.Iceberg.Tests.Peers;

/// <summary>A test that runs an engine of others from npm, which ./test installs into tests/Interop.</summary>
internal sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute(string package) =>
        Skip = Node.FindModules(package) is null ? $"skipped: npm package {package} is not installed in tests/Interop" : null;
}
