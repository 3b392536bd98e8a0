using System.Text;
using Bourse.Events.Webhooks;

namespace Bourse.Events.Tests.Webhooks;

public sealed class WebhookRegistryTests
{
    [Fact]
    public async Task A_registered_webhook_is_listed_for_its_account_alone_without_its_secret()
    {
        await using var world = await EventsWorld.CreateAsync();
        var first = await world.RegisterAsync(EventsWorld.Hedge, "https://client.example/hook", "revision.*");
        var second = await world.RegisterAsync(EventsWorld.Hedge);

        Assert.NotEqual(first.Secret.Reveal(), second.Secret.Reveal());
        Assert.Equal(
            new Webhook { Id = first.Id, Audience = EventsWorld.Hedge, Address = "https://client.example/hook", TypePattern = "revision.*" },
            (await world.Registry.ListAsync(EventsWorld.Hedge)).Single(webhook => webhook.Id == first.Id));
        Assert.Empty(await world.Registry.ListAsync(EventsWorld.Pension));
    }

    [Fact]
    public async Task The_secret_lies_encrypted()
    {
        await using var world = await EventsWorld.CreateAsync();
        var secret = (await world.RegisterAsync(EventsWorld.Hedge)).Secret.Reveal();

        var kept = (await world.Metastore.ReadAsync(session => session.QueryAsync<byte[]>("SELECT protected_secret FROM webhooks"))).Single();

        Assert.True(kept.AsSpan().IndexOf(Convert.FromBase64String(secret["whsec_".Length..])) < 0);
        Assert.True(kept.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret["whsec_".Length..])) < 0);
    }

    [Theory]
    [InlineData("22222222222", "https://client.example/", "*", "audience", "must be an account of 12 digits")]
    [InlineData("*", "https://client.example/", "*", "audience", "must be an account of 12 digits")]
    [InlineData("222222222222", "http://client.example/", "*", "address", "must be https, unless the operator allows the host by name")]
    [InlineData("222222222222", "hook", "*", "address", "must be an absolute https address")]
    [InlineData("222222222222", "https://client.example/", "", "typePattern", "must be an event type, a prefix such as revision.*, * for all, or none")]
    [InlineData("222222222222", "https://client.example/", "rev*", "typePattern", "must be an event type, a prefix such as revision.*, * for all, or none")]
    [InlineData("222222222222", "https://client.example/", "*.published", "typePattern", "must be an event type, a prefix such as revision.*, * for all, or none")]
    [InlineData("222222222222", "https://client.example/", "revison.*", "typePattern", "matches no event there is; there are revision.published, alert.raised")]
    [InlineData("222222222222", "https://client.example/", "revision", "typePattern", "matches no event there is; there are revision.published, alert.raised")]
    public async Task A_mistake_is_named(string audience, string address, string typePattern, string field, string message)
    {
        await using var world = await EventsWorld.CreateAsync();

        var refused = await world.Registry.RegisterAsync(audience, new Uri(address, UriKind.RelativeOrAbsolute), typePattern);

        Assert.Equal(new WebhookRegistration.Refused(field, message), refused);
    }

    [Fact]
    public async Task An_account_has_ten_webhooks_at_most()
    {
        await using var world = await EventsWorld.CreateAsync();
        for (var number = 0; number < 10; number++)
            await world.RegisterAsync(EventsWorld.Hedge);

        var refused = await world.Registry.RegisterAsync(EventsWorld.Hedge, new Uri("https://client.example/"), "*");

        Assert.Equal(new WebhookRegistration.Refused("audience", "has 10 webhooks already: remove one first"), refused);
        await world.RegisterAsync(EventsWorld.Pension);
    }
}
