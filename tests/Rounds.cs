using System.Globalization;

namespace Bourse.Tests;

/// <summary>
/// How often random tests try. A run of <c>./test</c> tries what fits its ten minutes; <c>BOURSE_TEST_ROUNDS</c>, a whole number of at least 1, multiplies it for
/// longer runs: <c>BOURSE_TEST_ROUNDS=20 ./test Bourse.Iceberg.Tests</c>.
/// </summary>
internal static class Rounds
{
    private static readonly int s_times = int.Parse(
        Environment.GetEnvironmentVariable("BOURSE_TEST_ROUNDS") is { Length: > 0 } times ? times : "1", NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The rounds to try.</summary>
    /// <param name="usual">As many as fit a usual run.</param>
    public static int Of(int usual) => checked(usual * Math.Max(1, s_times));
}
