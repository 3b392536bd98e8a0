namespace Bourse.Contracts.Agreements;

/// <summary>What reading an agreement came to.</summary>
public abstract record AgreementParse
{
    private AgreementParse() { }

    /// <summary>It is well-formed and in time.</summary>
    public sealed record Valid(AgreementDocument Document) : AgreementParse;

    /// <summary>It is not; every mistake names its field and what to do.</summary>
    public sealed record Invalid(IReadOnlyList<string> Mistakes) : AgreementParse;
}
