using System.Globalization;
using System.Net;
using Bourse.Access.Credentials;

namespace Bourse.Access.Tests.Credentials;

public sealed class FailureThrottleTests
{
    private readonly ManualTime _time = new(DateTimeOffset.Parse("2026-11-20T12:00:00Z", CultureInfo.InvariantCulture));

    [Fact]
    public void One_attempt_comes_back_every_three_seconds()
    {
        var throttle = new FailureThrottle(_time);
        Fail(throttle, "192.0.2.7", 20);
        Assert.Equal(3, throttle.RetryAfterSeconds(IPAddress.Parse("192.0.2.7")));
        _time.Now += TimeSpan.FromSeconds(2);
        Assert.Equal(1, throttle.RetryAfterSeconds(IPAddress.Parse("192.0.2.7")));
        _time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(0, throttle.RetryAfterSeconds(IPAddress.Parse("192.0.2.7")));
        Fail(throttle, "192.0.2.7", 1);
        Assert.Equal(3, throttle.RetryAfterSeconds(IPAddress.Parse("192.0.2.7")));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    public void An_IPv6_network_counts_as_one_address_and_a_mapped_address_as_its_IPv4_one(string failing, string asking, bool bounded)
    {
        var throttle = new FailureThrottle(_time);
        Fail(throttle, failing, 20);
        Assert.Equal(bounded ? 3 : 0, throttle.RetryAfterSeconds(IPAddress.Parse(asking)));
    }

    [Fact]
    public void Memory_is_bounded_and_an_attacker_with_many_addresses_locks_out_no_known_one()
    {
        var throttle = new FailureThrottle(_time);
        Fail(throttle, "192.0.2.7", 1);
        for (var index = 0; index < 12_000; index++) throttle.Count(new IPAddress(0x0A00_0000L + index));
        Assert.InRange(throttle.AddressesKnown, 1, 10_001);
        Assert.Equal(0, throttle.RetryAfterSeconds(IPAddress.Parse("192.0.2.7")));
        Assert.NotEqual(0, throttle.RetryAfterSeconds(IPAddress.Parse("198.51.100.1")));
        _time.Now += TimeSpan.FromHours(3);
        throttle.Count(IPAddress.Parse("198.51.100.1"));
        Assert.Equal(1, throttle.AddressesKnown);
        Assert.Equal(0, throttle.RetryAfterSeconds(IPAddress.Parse("198.51.100.1")));
    }

    private static void Fail(FailureThrottle throttle, string address, int times)
    {
        for (var attempt = 0; attempt < times; attempt++) throttle.Count(IPAddress.Parse(address));
    }
}
