using Bourse.Server.Tests.World;

namespace Bourse.Interop.Tests;

/// <summary>The tests that share one world and change nothing in it.</summary>
[CollectionDefinition(Name)]
public sealed class InteropCollection : ICollectionFixture<WorldFixture>
{
    public const string Name = "one world";
}
