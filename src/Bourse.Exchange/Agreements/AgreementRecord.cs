using Bourse.Access.Authorization;
using Bourse.Access.Identity;

namespace Bourse.Exchange.Agreements;

/// <summary>An agreement that was applied. Where it stands now is its grants' to say.</summary>
public sealed record AgreementRecord
{
    /// <summary>The agreement's number.</summary>
    public required AgreementId Number { get; init; }

    /// <summary>The client's account.</summary>
    public required AccountId Account { get; init; }

    /// <summary>The client's name.</summary>
    public required string ClientName { get; init; }

    /// <summary>The document as it was sent, JSON.</summary>
    public required string Document { get; init; }

    /// <summary>When it was applied.</summary>
    public required DateTimeOffset AppliedAt { get; init; }
}
