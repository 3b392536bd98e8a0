namespace Bourse.Cli.Tests.Demo;

/// <summary>A test of the demo that proves something only without a network: skipped, with the reason, where none can be taken away.</summary>
public sealed class OfflineDemoFactAttribute : DemoFactAttribute
{
    public OfflineDemoFactAttribute() => Skip ??= IsolatedNetwork.IsPermitted ? null : "skipped, not permitted here: a network namespace (unshare -n)";
}
