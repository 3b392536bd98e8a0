using Bourse.Pipelines.Quality;

namespace Bourse.Pipelines.Tests.Quality;

public sealed class EarlierMeasuresTests
{
    [Theory]
    [InlineData("110", "100 1", "10")]
    [InlineData("90", "100", "10")]
    [InlineData("-90", "-100", "10")]
    [InlineData("0", "0 5", "0")]
    [InlineData("3", "0 5", "it was 0 and is 3, which is no percentage")]
    [InlineData("3", "", "no history 0 of 1")]
    public void A_change_is_in_percent_of_the_newest_measure(string value, string earlier, string expected) =>
        Assert.Equal(expected, Text(EarlierMeasures.Change(decimal.Parse(value), Numbers(earlier))));

    [Theory]
    [InlineData("103", "100 101 102 103 104", "0.6745")] // The median is 102, the median deviation 1.
    [InlineData("102", "100 101 102 103 104", "0")]
    [InlineData("1000", "100 101 102 103 104", "605.6927")]
    [InlineData("105", "100 102 104 106 1000 104", "0.3372")] // Even: the median 104, deviations 4 2 0 2 896 0, their median 2; the outlier moves nothing.
    [InlineData("8", "7 7 7 7 7 12", "0.9575")] // More than half are equal: the mean deviation, 5/6.
    [InlineData("8", "7 7 7 7 7", "it is 8 and was 7 in each of 5 revisions")]
    [InlineData("7", "7 7 7 7 7", "0")]
    [InlineData("8", "7 7 7 7", "no history 4 of 5")]
    public void A_robust_z_is_the_distance_from_the_median_in_robust_deviations(string value, string earlier, string expected) =>
        Assert.Equal(expected, Text(EarlierMeasures.RobustZ(decimal.Parse(value), Numbers(earlier))));

    private static List<decimal> Numbers(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(decimal.Parse)];

    private static string Text(Measurement measurement) => measurement switch
    {
        Measurement.Taken taken => decimal.Round(taken.Number, 4).ToString("0.####"),
        Measurement.NoHistory none => $"no history {none.Revisions} of {none.RevisionsMin}",
        Measurement.Failed failed => failed.Reason,
        _ => throw new InvalidOperationException(),
    };
}
