namespace Bourse.Cli.Tests.Demo;

/// <summary>One data folder for the tests of the demo and for those that use what it left: the story is told once, in a network of its own.</summary>
public sealed class DemoFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<(int ExitCode, string Output, string Words)>> _run;

    public DemoFixture() => _run = new(() => IsolatedNetwork.RunAsync("demo", "--exit", "--format", "json", "--data", Folder));

    /// <summary>The demo's folder.</summary>
    public string Folder => _folder.File("demo");

    /// <summary>What the demo came to, run when first asked for.</summary>
    public Task<(int ExitCode, string Output, string Words)> RunAsync() => _run.Value;

    public void Dispose() => _folder.Dispose();
}
