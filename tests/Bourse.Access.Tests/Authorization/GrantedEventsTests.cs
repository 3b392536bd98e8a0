using Bourse.Access.Authorization;

namespace Bourse.Access.Tests.Authorization;

public sealed class GrantedEventsTests
{
    [Fact]
    public async Task A_client_hears_of_a_product_while_its_grant_is_in_force_and_the_provider_of_everything()
    {
        await using var fixture = await GateFixture.CreateAsync();
        var granted = Policies.Grant();
        var product = granted.Product.Value;

        Assert.Equal((true, false, false, true), await MayHearAsync());
        await fixture.SetStateAsync(AgreementState.Suspended);
        Assert.Equal((false, false, false, true), await MayHearAsync());
        await fixture.SetStateAsync(AgreementState.Active);
        Assert.Equal((true, false, false, true), await MayHearAsync());
        fixture.Time.Now = granted.EndsAt;
        Assert.Equal((false, false, false, true), await MayHearAsync());
        fixture.Time.Now = granted.StartsAt - TimeSpan.FromMicroseconds(1);
        Assert.Equal((false, false, false, true), await MayHearAsync());

        async Task<(bool Holder, bool Other, bool OtherSubject, bool Provider)> MayHearAsync()
        {
            var events = new GrantedEvents(Policies.Provider, fixture.Time);
            return await fixture.Metastore.ReadAsync(async session => (
                await events.MayHearAsync(session, Policies.Hedge.Value, product), await events.MayHearAsync(session, Policies.Pension.Value, product),
                await events.MayHearAsync(session, Policies.Hedge.Value, "No Product"), await events.MayHearAsync(session, Policies.Provider.Value, "CTR-2024-001")));
        }
    }
}
