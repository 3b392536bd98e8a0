namespace Bourse.Server.Tests.World;

/// <summary>One world for all tests that change nothing in it.</summary>
public sealed class WorldFixture : IAsyncLifetime
{
    public ExchangeWorld World { get; private set; } = null!;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public async Task InitializeAsync() => World = await ExchangeWorld.StartAsync();

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await World.DisposeAsync();
    }
}
