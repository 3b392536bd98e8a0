using Bourse.Query.Engines;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Worker.Tests.Sessions;

public sealed class RandomRowsTests
{
    /// <summary>A value of row <c>i</c> of each simple type, varied by a number.</summary>
    private static readonly Func<int, string>[] Simple =
    [
        s => $"hash(i + {s}) % 2 = 0", s => $"(hash(i + {s}) % 256)::INTEGER::UTINYINT", s => $"(hash(i + {s}) % 1000)::SMALLINT - 500", s =>
            $"(hash(i + {s}) % 1000000)::INTEGER",
        s => $"(hash(i + {s}) >> 1)::BIGINT", s => $"hash(i + {s})", s => $"hash(i + {s})::HUGEINT * -(hash(i) % 1000000000)::HUGEINT", s =>
            $"hash(i + {s})::UHUGEINT", s => $"(hash(i + {s}) % 999)::DECIMAL(4, 1)",
        s => $"((hash(i + {s}) % 99999)::DECIMAL(9, 2))", s => $"((hash(i + {s}) % 99999999)::DECIMAL(18, 4))", s => $"(hash(i + {s})::DECIMAL(38, 10))", s =>
            $"(hash(i + {s}) % 1000 / 7)::FLOAT",
        s => $"(hash(i + {s}) % 1000) / 7", s => $"repeat('é', (hash(i + {s}) % 9)::INTEGER)", s => $"hash(i + {s})::VARCHAR || ' and more than is inlined'", s =>
            $"encode(repeat('x', (hash(i + {s}) % 30)::INTEGER))",
        s => $"DATE '1970-01-01' + (hash(i + {s}) % 20000)::INTEGER", s => $"make_timestamp((hash(i + {s}) % 1000000000000)::BIGINT)", s =>
            $"make_timestamp((hash(i + {s}) % 1000000000000)::BIGINT)::TIMESTAMP_NS",
        s => $"make_timestamp((hash(i + {s}) % 1000000000000)::BIGINT)::TIMESTAMPTZ", s => $"TIME '10:00:00' + to_seconds((hash(i + {s}) % 1000)::BIGINT)", s =>
            $"to_days((hash(i + {s}) % 1000)::INTEGER)",
        s => $"md5((i + {s})::VARCHAR)::UUID", s => $"(['low', 'high'])[1 + (hash(i + {s}) % 2)::INTEGER]::ENUM ('low', 'high')", s =>
            $"(hash(i + {s}) % 1000)::BIGINT::BIT", s => $"hash(i + {s})::BIGNUM", _ => "NULL",
    ];

    [ConfinedFact]
    public async Task Rows_of_any_types_cross_as_they_are_in_process()
    {
        await using var world = new WorkerWorld();
        await using var inProcess = new InProcessEngine();
        using var worker = await world.OpenAsync();
        using var here = await inProcess.OpenAsync([]);
        var rows = from columns in Value(3).NonEmptyListOf() from count in Gen.Choose(
            1, 3000) select $"SELECT {string.Join(", ", columns.Select((each, i) => $"{each} AS c{i}"))} FROM range({count}) t(i)";
        Prop.ForAll(rows.Resize(6).ToArbitrary(), sql =>
        {
            using var expected = here.Query(sql);
            using var actual = worker.Query(sql);
            Assert.Equal(expected.Columns.Select(each => each.ToString()), actual.Columns.Select(each => each.ToString()));
            Assert.Equal(expected.Rows(), actual.Rows());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(60)));
    }

    /// <summary>An expression of some type, NULL in some rows, nested up to a depth.</summary>
    private static Gen<string> Value(int depth)
    {
        var simple = from make in Gen.Elements(Simple) from salt in Gen.Choose(0, 1000) select make(salt);
        var value = depth == 0 ? simple : Gen.OneOf(simple, Nested(depth));
        // Not CASE, which the engine has not for every type.
        return from each in value from salt in Gen.Choose(0, 1000) from often in Gen.Choose(
            1, 5) select $"([{each}, NULL])[1 + (hash(i + {salt}) % {often} = 1)::INTEGER]";
    }

    private static Gen<string> Nested(int depth) => Gen.OneOf(
        from each in Value(depth - 1) from salt in Gen.Choose(0, 1000) select $"([{each}, NULL, {each}])[1:(hash(i + {salt}) % 4)::INTEGER]",
        from each in Value(depth - 1) select $"array_value({each}, {each}, NULL)",
        from first in Value(depth - 1) from second in Value(depth - 1) select $"{{'first': {first}, 'second': {second}}}",
        from each in Value(depth - 1) select $"MAP {{i: {each}, -1 - i: NULL}}",
        from each in Value(depth - 1) select $"union_value(member := {each})");
}
