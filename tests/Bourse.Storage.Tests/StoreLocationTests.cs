namespace Bourse.Storage.Tests;

public sealed class StoreLocationTests
{
    private static readonly ObjectKey Folder = ObjectKey.Parse("gold/nav-1");

    [Fact]
    public void A_location_names_a_store_and_a_key()
    {
        var location = StoreLocation.Parse("s3://lakehouse/gold/nav-1/data/a b.parquet");
        Assert.Equal("lakehouse", location.StoreName);
        Assert.Equal("gold/nav-1/data/a b.parquet", location.Key.Value);
        Assert.Equal("s3://lakehouse/gold/nav-1/data/a b.parquet", location.ToString());
    }

    [Fact]
    public void A_location_below_the_folder_gives_its_key() =>
        Assert.Equal("gold/nav-1/data/x", StoreLocation.KeyWithin("s3://lakehouse/gold/nav-1/data/x", "lakehouse", Folder).Value);

    [Theory]
    [InlineData("s3://lakehouse/gold/nav-1", "is not below")]
    [InlineData("s3://lakehouse/gold/nav-12/data/x", "is not below")]
    [InlineData("s3://lakehouse/gold/nav-1/../nav-2/x", "is refused")]
    [InlineData("s3://lakehouse/gold/nav-1//x", "is refused")]
    [InlineData("s3://lakehouse/gold/nav-1/%2e%2e/x\0", "is refused")]
    [InlineData("s3://other/gold/nav-1/x", "is in the store 'other'")]
    [InlineData("s3://lakehouse:9000/gold/nav-1/x", "is refused")]
    [InlineData("s3://user@lakehouse/gold/nav-1/x", "is refused")]
    [InlineData("S3://lakehouse/gold/nav-1/x", "is not of the form")]
    [InlineData("s3a://lakehouse/gold/nav-1/x", "is not of the form")]
    [InlineData("file:///etc/passwd", "is not of the form")]
    [InlineData("/etc/passwd", "is not of the form")]
    [InlineData("gold/nav-1/x", "is not of the form")]
    [InlineData("s3://lakehouse", "is not of the form")]
    [InlineData("s3:///gold/nav-1/x", "is refused")]
    [InlineData("", "is not of the form")]
    public void A_location_elsewhere_is_refused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => StoreLocation.KeyWithin(text, "lakehouse", Folder)).Message, StringComparison.Ordinal);

    [Fact]
    public void Whether_a_location_is_within_is_what_its_key_would_say()
    {
        string[] parts =
            ["s3://", "lakehouse", "gold", "nav-1", "/", "/", "/", "..", ".", "é", "\ud800", new('a', 254), new('é', 127), new('é', 450), "x", "\\", "\n", "", "lake"];
        var (random, within) = (new Random(4711), 0);
        for (var i = 0; i < 20_000; i++)
        {
            var text = random.Next(2) == 0 ? "s3://lakehouse/gold/nav-1/x" : random.Next(4) == 0 ? "" : "s3://lakehouse/gold/nav-1"[..random.Next(18, 26)];
            text = string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => parts[random.Next(parts.Length)]).Prepend(text));
            var expected = true;
            try
            {
                StoreLocation.KeyWithin(text, "lakehouse", Folder);
            }
            catch (FormatException)
            {
                expected = false;
            }
            Assert.True(expected == StoreLocation.IsWithin(text, "lakehouse", Folder), text);
            within += expected ? 1 : 0;
        }
        Assert.InRange(within, 500, 19_000);
    }

    [Fact]
    public void An_error_shows_no_control_characters_and_not_more_than_200_of_a_location()
    {
        var message = Assert.Throws<FormatException>(() => StoreLocation.Parse("x\u001b[31m" + new string('y', 1000))).Message;
        Assert.DoesNotContain('\u001b', message);
        Assert.True(message.Length < 300);
    }
}
