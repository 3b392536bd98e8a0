using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Exchange.Reading;
using Bourse.Exchange.Tests.Support;
using Bourse.Query.Lookup;

namespace Bourse.Exchange.Tests.Reading;

public sealed class KeyIndexesTests
{
    [Theory]
    [InlineData(KeyIndexes.BytesMaxDefault)]
    [InlineData(0)]
    public async Task A_look_up_answers_the_same_with_an_index_and_where_there_is_no_memory_for_one(long bytesMax)
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.ApplyAsync(ExchangeDocuments.Agreement);
        await world.Projections.RefreshAsync();
        var projected = world.Projections.Find(AgreementId.Parse("CTR-1"), ExchangeWorld.Product, TableName.Parse("nav"))!;
        var indexes = new KeyIndexes(world.Projections, bytesMax);

        var found = await indexes.FindAsync(projected, "fund_id", "A", default);

        Assert.Equal(["fund_id", "nav"], found.Columns);
        Assert.NotEmpty(found.Rows);
        Assert.All(found.Rows, row => Assert.Equal("A", row[0]));
        Assert.Equal(found.Rows, (await indexes.FindAsync(projected, "fund_id", "A", default)).Rows);
        Assert.Empty((await indexes.FindAsync(projected, "fund_id", "no such fund", default)).Rows);
    }

    [Fact]
    public void The_indexes_that_were_looked_at_longest_ago_are_dropped_while_they_take_more_than_they_may()
    {
        var memory = new KeyIndexMemory(100);
        var (first, second, third, huge) = (Slot(), Slot(), Slot(), Slot());
        memory.Use(first, 50);
        memory.Use(second, 50);
        memory.Use(first, 50);
        AssertDropped((first, false), (second, false));

        memory.Use(third, 40);
        AssertDropped((first, false), (second, true), (third, false));
        // Whoever got it before it was dropped may look at it still, which brings nothing back.
        memory.Use(second, 50);
        memory.Use(third, 40);
        AssertDropped((first, false), (second, true), (third, false));

        memory.Use(huge, 1000);
        AssertDropped((first, true), (third, true), (huge, false));
    }

    [Fact]
    public void A_dropped_index_and_one_that_could_not_be_built_are_built_anew()
    {
        var table = new IndexedTable();
        var built = 0;
        var first = table.Slot("a", Build);
        Assert.Same(first, table.Slot("a", Build));
        first.Drop();
        var second = table.Slot("a", Build);
        Assert.Same(second, table.Slot("a", Build));
        Assert.NotSame(first, second);
        table.Slot("b", () => Task.FromException<KeyIndex?>(new IOException()));
        table.Slot("b", Build);
        Assert.Equal(3, built);

        Task<KeyIndex?> Build()
        {
            built++;
            return new TaskCompletionSource<KeyIndex?>().Task;
        }
    }

    private static KeyIndexSlot Slot() => new(new TaskCompletionSource<KeyIndex?>().Task);

    private static void AssertDropped(params (KeyIndexSlot Slot, bool IsDropped)[] slots) => Assert.All(slots, slot => Assert.Equal(slot.IsDropped, slot.Slot.IsDropped));
}
