namespace Bourse.Iceberg.Partitioning;

/// <summary>A year and month of the proleptic Gregorian calendar, also outside the years 1 to 9999 that the framework's dates know.</summary>
/// <param name="Year">Astronomical: year 0 is 1 BC.</param>
/// <param name="Month">1 to 12.</param>
internal readonly record struct CivilDate(long Year, int Month)
{
    private const int DaysPerEra = 146_097;
    private const int DaysTo1970 = 719_468;

    /// <summary>
    /// The year and month of a day since 1970-01-01. Counts 400-year eras of years that start in March, so that the leap day is the last of its year
    /// (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    /// </summary>
    public static CivilDate OfDays(long days)
    {
        var shifted = days + DaysTo1970;
        var era = (shifted >= 0 ? shifted : shifted - DaysPerEra + 1) / DaysPerEra;
        var dayOfEra = shifted - (era * DaysPerEra);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var marchMonth = ((5 * dayOfYear) + 2) / 153;
        var month = (int)(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9);
        return new CivilDate(yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month);
    }

    /// <summary>The first day of a month, since 1970-01-01.</summary>
    public static long FirstDay(long year, int month)
    {
        var marchYear = month <= 2 ? year - 1 : year;
        var era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400;
        var yearOfEra = marchYear - (era * 400);
        var dayOfYear = ((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * DaysPerEra) + dayOfEra - DaysTo1970;
    }
}
