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
    public void An_error_shows_no_control_characters_and_not_more_than_200_of_a_location()
    {
        var message = Assert.Throws<FormatException>(() => StoreLocation.Parse("x\u001b[31m" + new string('y', 1000))).Message;
        Assert.DoesNotContain('\u001b', message);
        Assert.True(message.Length < 300);
    }
}
