namespace Bourse.Bench.Measuring;

/// <summary>The same figure of something else.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Value">In the unit of the figure it stands beside.</param>
internal sealed record PeerFigure(string Name, double Value);
