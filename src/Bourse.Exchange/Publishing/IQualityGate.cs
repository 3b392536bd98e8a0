namespace Bourse.Exchange.Publishing;

/// <summary>Runs a contract's quality rules on pinned tables. The exchange owns the gate; the pipelines implement it.</summary>
public interface IQualityGate
{
    /// <summary>Runs every rule of the contract; a rule that cannot be run has failed.</summary>
    Task<QualityReport> CheckAsync(GateInput input, CancellationToken cancellation);
}
