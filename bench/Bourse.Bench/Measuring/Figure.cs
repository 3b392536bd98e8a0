namespace Bourse.Bench.Measuring;

/// <summary>A measured figure.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">How much, the median of several runs.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Note">Under which conditions.</param>
/// <param name="Peer">What a user would pick instead, measured in the same run; null where nothing compares.</param>
internal sealed record Figure(string Name, double Value, string Unit, string Note, PeerFigure? Peer = null);
