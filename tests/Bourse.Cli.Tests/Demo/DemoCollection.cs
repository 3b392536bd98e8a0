namespace Bourse.Cli.Tests.Demo;

/// <summary>The tests that share the demo's data folder, one after the other: what it promises within a second is measured.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DemoCollection : ICollectionFixture<DemoFixture>
{
    public const string Name = "the demo";
}
