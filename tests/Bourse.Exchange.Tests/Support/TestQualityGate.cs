using Bourse.Exchange.Publishing;

namespace Bourse.Exchange.Tests.Support;

/// <summary>A gate that answers as told; what rules measure is the pipelines' to test.</summary>
internal sealed class TestQualityGate : IQualityGate
{
    public IReadOnlyList<RuleResult> Results { get; set; } = [];

    /// <summary>What the gate was given last.</summary>
    public GateInput? Seen { get; private set; }

    /// <summary>Runs while the gate checks: what happens meanwhile.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    public async Task<QualityReport> CheckAsync(GateInput input, CancellationToken cancellation)
    {
        Seen = input;
        await Meanwhile();
        return new QualityReport(Results);
    }
}
