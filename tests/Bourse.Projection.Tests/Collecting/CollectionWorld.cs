using System.Security.Cryptography;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Iceberg.Tests.Support;
using Bourse.Projection.Collecting;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Collecting;

/// <summary>A world with a collector of its own clock, and agreements that end.</summary>
internal sealed class CollectionWorld : IAsyncDisposable
{
    public static readonly TimeSpan Age = new CollectionOptions().Age;

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly ManualTime _time = new();

    private CollectionWorld(ProjectionWorld projections) => Projections = projections;

    public ProjectionWorld Projections { get; }

    /// <summary>The agreements whose clients will never read again.</summary>
    public HashSet<(AgreementId, ProductName)> Over { get; } = [];

    public ProjectionCollector Collector { get; private set; } = null!;

    public static async Task<CollectionWorld> CreateAsync()
    {
        var world = new CollectionWorld(await ProjectionWorld.CreateAsync(Funds.Schema));
        world.Begin();
        return world;
    }

    /// <summary>Another process: a crash leaves the lease to the dead one until it ends.</summary>
    public async Task RestartAsync()
    {
        await Projections.RestartAsync();
        Pass(TimeSpan.FromHours(1));
        Begin();
    }

    public void Pass(TimeSpan time) => _time.NowMs += (long)time.TotalMilliseconds;

    /// <summary>Marks what is a leftover now, and collects it when it is old enough.</summary>
    public async Task<CollectionReport> MarkAndCollectAsync()
    {
        await Collector.CollectAsync();
        Pass(Age);
        return (await Collector.CollectAsync())!;
    }

    /// <summary>Every key in the projections' store.</summary>
    public Task<List<string>> StoredAsync() => Projections.StoredAsync("");

    public async ValueTask DisposeAsync()
    {
        await Projections.DisposeAsync();
        _random.Dispose();
    }

    private void Begin() => Collector = new ProjectionCollector(
        Projections.Metastore, Projections.Projections, _ => Task.FromResult<IReadOnlySet<(AgreementId, ProductName)>>(Over.ToHashSet()), _time, _random);
}
