namespace Bourse.Server.Tests.World;

/// <summary>The tests that share <see cref="WorldFixture"/>.</summary>
[CollectionDefinition(Name)]
public sealed class WorldCollection : ICollectionFixture<WorldFixture>
{
    public const string Name = "one world";
}
