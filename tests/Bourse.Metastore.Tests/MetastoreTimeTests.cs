using System.Globalization;

namespace Bourse.Metastore.Tests;

public sealed class MetastoreTimeTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T01:00:00.000001+01:00", 1)]
    [InlineData("1969-12-31T23:59:59.9999999Z", -1)]
    [InlineData("1969-12-31T23:59:59.999999Z", -1)]
    [InlineData("2026-01-02T03:04:05.6789019Z", 1767323045678901)]
    public void Times_are_whole_microseconds_rounded_towards_the_past(string text, long microseconds)
    {
        Assert.Equal(microseconds, MetastoreTime.ToMicroseconds(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)));
        Assert.Equal(microseconds, MetastoreTime.ToMicroseconds(MetastoreTime.FromMicroseconds(microseconds)));
    }
}
