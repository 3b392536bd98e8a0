using System.Collections.Immutable;
using Bourse.Projection.Pieces;

namespace Bourse.Projection.Splicing;

/// <summary>
/// What the rows of a spliced file come from, in the source's order. Row groups without allowed rows at the ends of runs, or between whole ones, have no part.
/// </summary>
/// <param name="Parts">The parts.</param>
internal sealed record SplicePlan(ImmutableArray<SplicePart> Parts)
{
    /// <summary>The parts whose rows are written anew.</summary>
    public ImmutableArray<SplicePart.Run> Runs { get; } = [.. Parts.OfType<SplicePart.Run>()];

    /// <summary>The row groups that are spliced.</summary>
    public ImmutableArray<int> Groups { get; } = [.. Parts.OfType<SplicePart.Group>().Select(g => g.Number)];

    /// <summary>Makes a plan of what a scan found.</summary>
    public static SplicePlan Of(FileClassification classification)
    {
        var parts = ImmutableArray.CreateBuilder<SplicePart>();
        SplicePart.Run? run = null;
        foreach (var (number, group) in classification.Groups.Index())
        {
            if (group.IsWhole)
            {
                End();
                parts.Add(new SplicePart.Group(number));
            }
            else
            {
                run = run is null ? new SplicePart.Run(number, number + 1, group.AllowedRowCount)
                    : run with { End = number + 1, AllowedRowCount = run.AllowedRowCount + group.AllowedRowCount };
            }
        }
        End();
        return new SplicePlan(parts.ToImmutable());

        void End()
        {
            if (run is { AllowedRowCount: > 0 })
                parts.Add(run);
            run = null;
        }
    }
}
