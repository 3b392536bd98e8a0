namespace Bourse.Storage.Tests.S3;

/// <summary>Tests that share one moto process.</summary>
[CollectionDefinition(nameof(MotoServer))]
public sealed class MotoCollection : ICollectionFixture<MotoServer>;
