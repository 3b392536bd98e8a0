using System.Globalization;

namespace Bourse.Pipelines.Tests;

/// <summary>
/// The model funds once more, in plain loops over the published files of revision 1: what the models' SQL is held against. Formulas are those that the headers of
/// <c>component_levels.sql</c>, <c>nav_history.sql</c> and <c>performance_metrics.sql</c> cite.
/// </summary>
internal sealed class FundArithmetic
{
    private readonly SortedDictionary<DateOnly, double> _prices = Monthly("sp500-shiller-monthly/data.csv", 1);
    private readonly SortedDictionary<DateOnly, double> _yields = Monthly("us-10y-yield/monthly.csv", 1);

    /// <summary>60 % of the S&amp;P composite's price and 40 % of a 10-year bond, 35 basis points a year, from April 1953.</summary>
    public SortedDictionary<DateOnly, double> Balanced60()
    {
        var navs = new SortedDictionary<DateOnly, double>();
        var (nav, before) = (100.0, default(DateOnly));
        foreach (var (month, price) in _prices.Where(p => _yields.ContainsKey(p.Key)))
        {
            var end = month.AddMonths(1).AddDays(-1);
            if (before != default)
            {
                var (coupon, yield) = (_yields[before] / 100, _yields[month] / 100);
                var discount = Math.Pow(1 + (yield / 2), -2 * (10 - (1 / 12.0)));
                var bond = (coupon / yield * (1 - discount)) + discount + (coupon / 12) - 1;
                var days = end.DayNumber - before.AddMonths(1).AddDays(-1).DayNumber;
                nav *= (1 + (0.6 * ((price / _prices[before]) - 1)) + (0.4 * bond)) * (1 - (35 / 10_000.0 * days / 365));
            }
            navs.Add(end, nav);
            before = month;
        }
        return navs;
    }

    /// <summary>Cash at the federal funds rate of the day before, actual/360, 5 basis points a year.</summary>
    public static SortedDictionary<DateOnly, double> Cash()
    {
        var navs = new SortedDictionary<DateOnly, double>();
        var (nav, before, rate) = (100.0, default(DateOnly), 0.0);
        foreach (var cells in Lines("usd-fed-funds-daily/usd-fed-fund.csv"))
        {
            var day = Day(cells[1]);
            var days = before == default ? 0 : day.DayNumber - before.DayNumber;
            nav *= (1 + (rate * days / 360)) * (1 - (5 / 10_000.0 * days / 365));
            navs.Add(day, nav);
            (before, rate) = (day, Number(cells[2]));
        }
        return navs;
    }

    /// <summary>40 % euro and 20 % each of yen, sterling and franc in dollars, 30 basis points a year, from 1999 on the days that have all four.</summary>
    public static SortedDictionary<DateOnly, double> CurrencyBasket()
    {
        (string Country, double Weight)[] parts = [("Euro", 0.4), ("Japan", 0.2), ("United Kingdom", 0.2), ("Switzerland", 0.2)];
        var heading = File.ReadLines(FileOf("fx-usd-fed/daily_1971_2017-12-01_wide.csv")).First().Split(',');
        var places = parts.Select(p => Array.IndexOf(heading, p.Country)).ToArray();
        var navs = new SortedDictionary<DateOnly, double>();
        var (nav, before) = (100.0, default(DateOnly));
        double[]? levels = null;
        foreach (var cells in Lines("fx-usd-fed/daily_1971_2017-12-01_wide.csv").Where(c => places.All(p => c[p].Length > 0) && Day(c[0]) >= new DateOnly(1999, 1, 4)))
        {
            var (day, now) = (Day(cells[0]), places.Select(p => 1 / Number(cells[p])).ToArray());
            if (levels is not null)
                nav *= (1 + parts.Select((p, i) => p.Weight * ((now[i] / levels[i]) - 1)).Sum()) * (1 - (30 / 10_000.0 * (day.DayNumber - before.DayNumber) / 365));
            navs.Add(day, nav);
            (before, levels) = (day, now);
        }
        return navs;
    }

    /// <summary>
    /// Total return, annualised return and volatility, Sharpe ratio, Sortino ratio (null when no month fell short) and maximum drawdown of a
    /// monthly fund over a window.
    /// </summary>
    /// <param name="navs">Its month-end NAVs.</param>
    /// <param name="end">The window's last month end.</param>
    /// <param name="months">Its months.</param>
    public double?[] Metrics(SortedDictionary<DateOnly, double> navs, DateOnly end, int months)
    {
        var window = navs.Where(n => n.Key <= end).Select(n => (Date: n.Key, Nav: Math.Round(n.Value, 6))).TakeLast(months + 1).ToArray();
        var returns = window.Zip(window.Skip(1), (a, b) => (b.Nav / a.Nav) - 1).ToArray();
        var excess = returns.Select((r, i) => r - (_yields[new DateOnly(window[i].Date.Year, window[i].Date.Month, 1)] / 1200)).ToArray();
        var total = (window[^1].Nav / window[0].Nav) - 1;
        var drawdown = window.Select((n, i) => (n.Nav / window.Take(i + 1).Max(w => w.Nav)) - 1).Min();
        var downside = Math.Sqrt(excess.Sum(x => Math.Min(x, 0) * Math.Min(x, 0)) / months);
        return
        [
            total, Math.Pow(1 + total, 12.0 / months) - 1, Deviation(returns) * Math.Sqrt(12), excess.Average() / Deviation(excess) * Math.Sqrt(12),
            downside == 0 ? null : excess.Average() / downside * Math.Sqrt(12), drawdown,
        ];
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }

    private static SortedDictionary<DateOnly, double> Monthly(string file, int column) => new(Lines(file).ToDictionary(c => Day(c[0]), c => Number(c[column])));

    private static IEnumerable<string[]> Lines(string file) => File.ReadLines(FileOf(file)).Skip(1).Select(line => line.Split(','));

    private static string FileOf(string file) => Path.Combine(Repository.Root, "packs", "asset-management", "data", file);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
