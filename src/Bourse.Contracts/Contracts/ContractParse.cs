namespace Bourse.Contracts;

/// <summary>What reading a contract came to.</summary>
public abstract record ContractParse
{
    private ContractParse() { }

    /// <summary>It is well-formed.</summary>
    public sealed record Valid(DataContract Contract) : ContractParse;

    /// <summary>It is not; every mistake names its path and what to do.</summary>
    public sealed record Invalid(IReadOnlyList<string> Mistakes) : ContractParse;
}
