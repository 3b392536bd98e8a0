namespace Bourse.Contracts.Tests.Quality;

public sealed class ThresholdTests
{
    [Fact]
    public void Ends_are_in_or_out_as_stated()
    {
        Assert.True(new Threshold.Range(0, true, 1, true).Holds(0));
        Assert.False(new Threshold.Range(0, false, 1, true).Holds(0));
        Assert.True(new Threshold.Range(0, false, 1, true).Holds(1));
        Assert.False(new Threshold.Range(0, false, 1, false).Holds(1));
        Assert.True(new Threshold.Range(null, false, 1, true).Holds(-5));
        Assert.True(new Threshold.Equal(2).Holds(2.0m));
        Assert.False(new Threshold.NotEqual(2).Holds(2.0m));
    }

    [Fact]
    public void They_read_as_a_person_writes_them()
    {
        Assert.Equal("≥ 0 and < 1.5", new Threshold.Range(0, true, 1.5m, false).ToString());
        Assert.Equal("= 0", new Threshold.Equal(0).ToString());
    }
}
