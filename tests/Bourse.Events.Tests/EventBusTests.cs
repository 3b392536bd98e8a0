using System.Text.Json;

namespace Bourse.Events.Tests;

public sealed class EventBusTests
{
    [Theory]
    [InlineData("", "s", "*", "{}", "The event's Type must be lower-case words with dots and hyphens, such as revision.published.")]
    [InlineData("Revision", "s", "*", "{}", "The event's Type must be lower-case words with dots and hyphens, such as revision.published.")]
    [InlineData("a.*", "s", "*", "{}", "The event's Type must be lower-case words with dots and hyphens, such as revision.published.")]
    [InlineData("a", "", "*", "{}", "The event's Subject must have 1 to 256 characters and no control character.")]
    [InlineData("a", "x\ny", "*", "{}", "The event's Subject must have 1 to 256 characters and no control character.")]
    [InlineData("a", "s", "12345678901", "{}", "The event's Audience must be an account of 12 digits, or *.")]
    [InlineData("a", "s", "", "{}", "The event's Audience must be an account of 12 digits, or *.")]
    [InlineData("a", "s", "*", "[]", "The event's Data must be a JSON object of at most 65536 bytes.")]
    public async Task A_malformed_event_is_refused(string type, string subject, string audience, string data, string message)
    {
        await using var world = await EventsWorld.CreateAsync();
        var malformed = new BourseEvent { Type = type, Subject = subject, Audience = audience, Data = JsonSerializer.Deserialize<JsonElement>(data) };

        Assert.Equal(message, (await Assert.ThrowsAsync<ArgumentException>(() => world.PublishAsync(malformed))).Message);
    }

    [Fact]
    public async Task Ids_differ()
    {
        await using var world = await EventsWorld.CreateAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => world.PublishAsync(EventsWorld.Event("*"))));

        Assert.Equal(50, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^evt_[0-9a-f]{32}$", id));
    }
}
