using System.Text;
using System.Text.Json;
using Bourse.Events.Webhooks;

namespace Bourse.Events.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private const string Vector = "vectors/standard-webhooks/vector.json";

    [SharedDataFact(Vector)]
    public void The_published_vector_is_reproduced()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf(Vector)));
        var vector = document.RootElement;

        var signature = WebhookSignature.Sign(
            WebhookSecret.Parse(vector.GetProperty("key").GetString()!),
            vector.GetProperty("id").GetString()!,
            DateTimeOffset.FromUnixTimeSeconds(vector.GetProperty("timestamp").GetInt64()),
            Encoding.UTF8.GetBytes(vector.GetProperty("payload").GetString()!));

        Assert.Equal(vector.GetProperty("signature").GetString(), signature);
    }

    [Fact]
    public void A_secret_prints_as_nothing_and_survives_its_text_form()
    {
        const string text = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var secret = WebhookSecret.Parse(text);

        Assert.Equal("whsec_…", $"{secret}");
        Assert.Equal(text, secret.Reveal());
    }

    [Theory]
    [InlineData("")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_not base64!")]
    public void A_malformed_secret_is_refused_without_being_repeated(string text)
    {
        var refused = Assert.Throws<FormatException>(() => WebhookSecret.Parse(text));

        Assert.Equal("A webhook secret is whsec_ and base64 of 24 to 64 bytes.", refused.Message);
    }
}
