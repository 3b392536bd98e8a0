using System.Globalization;

namespace Bourse.Pipelines.Quality;

/// <summary>Compares a number with what earlier revisions measured by the same rule (decision 21).</summary>
internal static class EarlierMeasures
{
    /// <summary>The fewest measures that have a spread to speak of.</summary>
    public const int RobustZMin = 5;

    // What makes the median absolute deviation, and the mean one, of a normal distribution its standard deviation (Iglewicz and Hoaglin, How to Detect and
    // Handle Outliers, 1993).
    private const decimal MedianDeviationScale = 1.4826m;
    private const decimal MeanDeviationScale = 1.2533m;

    /// <summary>By how many percent a number differs from the newest earlier one.</summary>
    /// <param name="value">The number.</param>
    /// <param name="earlier">Earlier ones, newest first.</param>
    public static Measurement Change(decimal value, IReadOnlyList<decimal> earlier) => earlier switch
    {
        [] => new Measurement.NoHistory(0, 1, value),
        [var newest, ..] when value == newest => new Measurement.Taken(0, value),
        [0, ..] => new Measurement.Failed($"it was 0 and is {Text(value)}, which is no percentage"),
        [var newest, ..] => new Measurement.Taken(100 * Math.Abs(value - newest) / Math.Abs(newest), value),
    };

    /// <summary>How many robust standard deviations a number lies from the median of earlier ones.</summary>
    public static Measurement RobustZ(decimal value, IReadOnlyList<decimal> earlier)
    {
        if (earlier.Count < RobustZMin)
            return new Measurement.NoHistory(earlier.Count, RobustZMin, value);
        var median = Median(earlier);
        var deviations = earlier.Select(measure => Math.Abs(measure - median)).ToList();
        var deviation = Median(deviations) * MedianDeviationScale;
        if (deviation == 0)
            deviation = deviations.Average() * MeanDeviationScale;
        return value == median ? new Measurement.Taken(0, value)
            : deviation == 0 ? new Measurement.Failed($"it is {Text(value)} and was {Text(median)} in each of {earlier.Count} revisions")
            : new Measurement.Taken(Math.Abs(value - median) / deviation, value);
    }

    private static decimal Median(IReadOnlyList<decimal> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static string Text(decimal value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
