using Bourse.Contracts;
using Bourse.Contracts.Agreements;
using Bourse.Exchange.Agreements;
using Bourse.Exchange.Agreements.Welcome;
using Bourse.Exchange.Tests.Listings;

namespace Bourse.Exchange.Tests.Agreements.Welcome;

internal static class WelcomeSamples
{
    internal const string Token = "Zm9yLXRlc3RzLW9ubHktYS1vbmUtdGltZS10b2tlbg=3D";

    internal static WelcomeLetter Letter(string agreement = "CTR-2024-002")
    {
        var json = File.ReadAllBytes(Path.Combine(ListingSamples.Pack, "agreements", agreement + ".json"));
        var document = ((AgreementParse.Valid)AgreementReader.Read(json, new FixedClock())).Document;
        return new WelcomeLetter
        {
            Agreement = document,
            Contracts = [.. document.Products.Select(product => Granted(document, ListingSamples.Contract(product.Value)))],
            Endpoints = ListingSamples.Endpoints,
            Provider = "Meridian Asset Management",
            ProviderEmail = "data@meridian.example",
            ActivationLink = new Uri($"https://data.meridian.example/activate#{Token}"),
            ActivationExpiresAt = FixedClock.Now.AddHours(24),
            HasCredentials = false,
            WrittenAt = FixedClock.Now,
        };
    }

    internal static DataContract Granted(AgreementDocument agreement, DataContract contract) => GrantedContract.Of(
        contract, table => table with { Columns = [.. table.Columns.Where(column => !agreement.Hiding(table.Name, column.Name).Any())] });

    internal sealed class FixedClock : TimeProvider
    {
        internal static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 5, 7, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
