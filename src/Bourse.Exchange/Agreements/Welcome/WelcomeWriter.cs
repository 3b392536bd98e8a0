using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Contracts;
using Bourse.Contracts.Agreements;
using Bourse.Exchange.Listings;
using Bourse.Storage;

namespace Bourse.Exchange.Agreements.Welcome;

/// <summary>Writes an agreement's welcome message and hands it to the desk.</summary>
/// <param name="desk">Keeps and sends.</param>
/// <param name="provider">The provider's name.</param>
/// <param name="providerEmail">The provider's address.</param>
/// <param name="endpoints">Where clients reach the exchange.</param>
/// <param name="clock">Dates the message.</param>
public sealed class WelcomeWriter(WelcomeDesk desk, string provider, string providerEmail, ClientEndpoints endpoints, TimeProvider clock)
{
    /// <summary>Whether the agreement's message was kept.</summary>
    public bool Wrote(AgreementId agreement) => desk.Holds(agreement);

    /// <summary>Writes, keeps and sends one message with a fresh link.</summary>
    /// <exception cref="StorageException">The message cannot be kept; nothing was sent.</exception>
    public Task<WelcomeDelivery> WriteAsync(
        AgreementDocument agreement, IReadOnlyList<DataContract> contracts, ActivationLink link, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(agreement);
        ArgumentNullException.ThrowIfNull(link);
        var letter = new WelcomeLetter
        {
            Agreement = agreement,
            Contracts = contracts,
            Endpoints = endpoints,
            Provider = provider,
            ProviderEmail = providerEmail,
            ActivationLink = new Uri(endpoints.Api, $"activate?token={link.Token.Reveal()}"),
            ActivationExpiresAt = link.ExpiresAt,
            HasCredentials = link.HasCredentials,
            WrittenAt = clock.GetUtcNow(),
        };
        return desk.DeliverAsync(agreement.Number, WelcomeMail.Compose(letter), cancellation);
    }
}
