namespace Bourse.Cli.Demo;

/// <summary>One step of the story as it went.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Ok">Whether it held.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Detail">What came of it; for a step that did not hold, why.</param>
internal sealed record DemoStep(string Name, bool Ok, long Milliseconds, string Detail);
