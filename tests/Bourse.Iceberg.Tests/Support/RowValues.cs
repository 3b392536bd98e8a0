using System.Globalization;

namespace Bourse.Iceberg.Tests.Support;

/// <summary>
/// Values of a random row as SQL text, with nulls, NaN, times before 1970 and text beyond the basic plane. No −0: the engine's Parquet dictionary merges it with 0.
/// </summary>
internal sealed class RowValues(Random random)
{
    private static readonly string[] Funds = ["'FND001'", "'FND002'", "'fnd001'", "''", "'naïve'", "'🐇x'", "'\uFFFD'", "'a much longer name than sixteen'", "NULL"];
    private static readonly string[] Weights = ["'NaN'", "0.0", "1.5", "-2.25", "'Infinity'", "'-Infinity'", "NULL"];

    public int Id { get; } = random.Next(-50, 50);

    public string Fund { get; } = Funds[random.Next(Funds.Length)];

    public string Day { get; } = random.Next(6) == 0 ? "NULL" : $"'{new DateOnly(1968, 11, 1).AddDays(random.Next(1500)):yyyy-MM-dd}'";

    public string Nav { get; } = random.Next(6) == 0 ? "NULL" : (random.Next(-200_000, 200_000) / 1000m).ToString(CultureInfo.InvariantCulture);

    public string Weight { get; } =
        $"CAST({(random.Next(3) > 0 ? Weights[random.Next(Weights.Length)] : random.NextDouble().ToString("R", CultureInfo.InvariantCulture))} AS DOUBLE)";
}
