using System.Security.Cryptography;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Principals;
using Bourse.Exchange.Products;
using Bourse.Exchange.Publishing;
using Bourse.Metastore;

namespace Bourse.Exchange.Agreements;

/// <summary>What onboarding works with.</summary>
public sealed record OnboardingServices
{
    /// <summary>The metastore: one transaction holds all an agreement changes.</summary>
    public required IMetastore Metastore { get; init; }

    /// <summary>Applied agreements.</summary>
    public required AgreementStore Agreements { get; init; }

    /// <summary>Listed products.</summary>
    public required ProductStore Products { get; init; }

    /// <summary>Grants.</summary>
    public required GrantStore Grants { get; init; }

    /// <summary>Accounts and their principals.</summary>
    public required AccountStore Accounts { get; init; }

    /// <summary>One-time activation links.</summary>
    public required ActivationLinks Links { get; init; }

    /// <summary>Clients' projections.</summary>
    public required ClientProjections Projections { get; init; }

    /// <summary>Opens the tables a revision pins.</summary>
    public required TablePinner Pinner { get; init; }

    /// <summary>The audit log.</summary>
    public required IAuditLog Audit { get; init; }

    /// <summary>The provider's own account, which no agreement may name.</summary>
    public required AccountId Provider { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Randomness for request ids.</summary>
    public required RandomNumberGenerator Random { get; init; }
}
