namespace Bourse.Iceberg.Tests.Peers;

/// <summary>A test that runs an engine of others from npm, which ./test installs into tests/Interop.</summary>
internal sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute(string package) =>
        Skip = Requirement.SkipUnless(Node.FindModules(package) is not null, Requirement.Clients, $"not installed: npm's {package} in tests/Interop");
}
