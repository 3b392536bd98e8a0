using Bourse.Exchange.Listings;

namespace Bourse.Exchange.Tests.Listings;

public sealed class CellTextTests
{
    public static TheoryData<object?, string> Values() => new()
    {
        { null, "—" },
        { 0, "0" },
        { 1234567L, "1,234,567" },
        { -1234.5m, "−1,234.5" },
        { 28227.112608m, "28,227.112608" },
        { -0.00000012d, "−0.00000012" },
        { 1e20, "1E+20" },
        { true, "yes" },
        { new DateOnly(1871, 1, 31), "1871-01-31" },
        { new DateTimeOffset(2026, 7, 10, 14, 30, 0, TimeSpan.FromHours(2)), "2026-07-10 12:30 UTC" },
        { "−", "−" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Values_read_as_people_write_them(object? value, string expected) => Assert.Equal(expected, CellText.Of(value));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1234567, "1.2 MB")]
    [InlineData(5_000_000_000_000_000, "5000.0 TB")]
    public void Sizes_have_a_unit(long bytes, string expected) => Assert.Equal(expected, CellText.Size(bytes));
}
