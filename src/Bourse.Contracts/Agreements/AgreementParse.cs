using Bourse.Access.Authorization;
using Bourse.Access.Identity;

namespace Bourse.Contracts.Agreements;

/// <summary>What reading an agreement came to.</summary>
public abstract record AgreementParse
{
    private AgreementParse() { }

    /// <summary>It is well-formed and in time.</summary>
    public sealed record Valid(AgreementDocument Document) : AgreementParse;

    /// <summary>It is not; every mistake names its field and what to do.</summary>
    /// <param name="Mistakes">The mistakes.</param>
    /// <param name="Number">The agreement's number, where it is there and valid.</param>
    /// <param name="Account">The client's account, where it is there and valid.</param>
    public sealed record Invalid(IReadOnlyList<string> Mistakes, AgreementId? Number = null, AccountId? Account = null) : AgreementParse;
}
