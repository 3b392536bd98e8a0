using Bourse.Contracts;
using Bourse.Contracts.Agreements;
using Bourse.Exchange.Listings;

namespace Bourse.Exchange.Agreements.Welcome;

/// <summary>What a new client is told. It holds a one-time link and never a credential.</summary>
public sealed record WelcomeLetter
{
    /// <summary>The agreement that was applied.</summary>
    public required AgreementDocument Agreement { get; init; }

    /// <summary>What it leaves of its products' contracts: the tables, columns and sample queries its client can read.</summary>
    public required IReadOnlyList<DataContract> Contracts { get; init; }

    /// <summary>Where the exchange is.</summary>
    public required ClientEndpoints Endpoints { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's address, which the message comes from.</summary>
    public required string ProviderEmail { get; init; }

    /// <summary>The activation page with the one-time token.</summary>
    public required Uri ActivationLink { get; init; }

    /// <summary>When the link stops working.</summary>
    public required DateTimeOffset ActivationExpiresAt { get; init; }

    /// <summary>Whether the client has a credential already, so that it need not activate anything.</summary>
    public required bool HasCredentials { get; init; }

    /// <summary>When the message is written.</summary>
    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>The agreement only: the link must not reach a log.</summary>
    public override string ToString() => $"WelcomeLetter for {Agreement.Number}";
}
