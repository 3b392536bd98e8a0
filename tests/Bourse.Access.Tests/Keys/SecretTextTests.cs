using System.Text.Json;
using Bourse.Access.Keys;

namespace Bourse.Access.Tests.Keys;

public sealed class SecretTextTests
{
    [Fact]
    public void It_never_prints()
    {
        var secret = new SecretText("hunter2");
        Assert.Equal("***", secret.ToString());
        Assert.Equal("***", $"{secret}");
        Assert.Equal("\"***\"", JsonSerializer.Serialize(secret));
        Assert.Equal("{\"Secret\":\"***\"}", JsonSerializer.Serialize(new { Secret = secret }));
        Assert.Equal("hunter2", secret.Reveal());
    }

    [Fact]
    public void Equality_is_of_the_text_and_the_hash_says_nothing()
    {
        Assert.Equal(new SecretText("a"), new SecretText("a"));
        Assert.NotEqual(new SecretText("a"), new SecretText("b"));
        Assert.NotEqual(new SecretText("a"), new SecretText("aa"));
        Assert.False(new SecretText("a").Equals(null));
        Assert.Equal(new SecretText("a").GetHashCode(), new SecretText("b").GetHashCode());
    }

    [Fact]
    public void Disposing_clears_it()
    {
        var secret = new SecretText("hunter2");
        secret.Dispose();
        secret.Dispose();
        Assert.Throws<ObjectDisposedException>(secret.Reveal);
        Assert.Equal("***", secret.ToString());
    }

    [Fact]
    public void An_empty_secret_is_a_mistake() => Assert.Throws<ArgumentException>(() => new SecretText(""));
}
