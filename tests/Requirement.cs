namespace Bourse.Tests;

/// <summary>
/// What a test needs from outside of the repository. A person without it sees a skip that says why. A run whose <c>BOURSE_REQUIRE</c> names the kind
/// has promised that it is there: then the test is not skipped, and fails in the words of whatever is missing.
/// </summary>
internal static class Requirement
{
    /// <summary>Clients that others wrote: <c>./test</c> installs them, and requires them unless told not to install.</summary>
    public const string Clients = "clients";

    /// <summary>The vectors and fixtures in <c>../shared</c>, which only some machines have: CI requires them.</summary>
    public const string SharedData = "shared-data";

    private static readonly string[] Required =
        (Environment.GetEnvironmentVariable("BOURSE_REQUIRE") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Why the test is skipped; null when it runs.</summary>
    /// <param name="isThere">Whether what it needs was found.</param>
    /// <param name="kind">Its kind: <see cref="Clients"/> or <see cref="SharedData"/>.</param>
    /// <param name="reason">What is missing, and where it comes from.</param>
    public static string? SkipUnless(bool isThere, string kind, string reason) => isThere || Required.Contains(kind) ? null : $"skipped, {reason}";
}
