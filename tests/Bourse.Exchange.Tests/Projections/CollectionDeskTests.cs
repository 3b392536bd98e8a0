using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Exchange.Tests.Support;

namespace Bourse.Exchange.Tests.Projections;

public sealed class CollectionDeskTests
{
    private static readonly TimeSpan s_age = TimeSpan.FromHours(36);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_made_for_an_agreement_goes_36_hours_after_it_is_over_and_is_on_record(bool terminated)
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.ApplyAsync(terminated ? ExchangeDocuments.Agreement : ExchangeDocuments.Agreement.Replace("2049-12-31", "2029-12-31", StringComparison.Ordinal));
        await world.Agreements.SuspendAsync(AgreementId.Parse("CTR-1"), "Payment is ninety days late.", "tester", default);
        world.Clock.Ahead = s_age * 2;
        Assert.Equal(0, (await world.Collection.CollectAsync("tester", default))!.Waiting.Objects);

        if (terminated)
            await world.Agreements.TerminateAsync(AgreementId.Parse("CTR-1"), "Payment never arrived.", "tester", default);
        else
            world.Clock.Ahead = TimeSpan.FromDays(2000);
        var marked = (await world.Collection.CollectAsync("tester", default))!;
        world.Clock.Ahead += s_age;
        var collected = (await world.Collection.CollectAsync("tester", default))!;

        Assert.Equal((4, 0), (marked.Waiting.Objects, marked.Due.Objects));
        Assert.Equal((marked.Waiting, 0), (collected.Due, collected.Waiting.Objects));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(world.Folder, "projections", "objects"), "*", SearchOption.AllDirectories));
        var entry = Assert.Single((await world.Audit.ListAsync(new AuditFilter())).Rows, row => row.Record.Entry.Action == AuditAction.CollectProjections).Record.Entry;
        Assert.Equal(($"4 objects, {marked.Waiting.Bytes} bytes", "tester"), (entry.Reason, entry.Principal));
    }
}
