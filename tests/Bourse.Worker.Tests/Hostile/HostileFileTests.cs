using Bourse.DuckDb;
using Bourse.Query.Workers;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Worker.Tests.Hostile;

public sealed class HostileFileTests
{
    [ConfinedFact]
    public async Task A_damaged_file_costs_its_own_session_and_no_other()
    {
        await using var world = new WorkerWorld(options => options with { Warm = 2, Deadline = TimeSpan.FromSeconds(30) });
        var good = world.WriteParquet(
            "good.parquet",
            """
            SELECT i, 'text ' || (i % 50) AS s, [i, NULL] AS l, {'a': i, 'b': DATE '2024-01-01' + i::INTEGER} AS n, MAP {'k' || (i % 3): i} AS m, i::DECIMAL(30, 2) AS d,
                CASE WHEN i % 7 > 0 THEN (i * 1.5)::DOUBLE END AS f
            FROM range(5000) t(i)
            """,
            ", ROW_GROUP_SIZE 2048");
        var bytes = await File.ReadAllBytesAsync(good);
        using var other = await world.Pool.OpenAsync([good], TimeSpan.FromMinutes(10));
        var damages = Gen.Choose(0, int.MaxValue - 1).SelectMany(at => Gen.Choose(1, 255).SelectMany(with => Gen.Choose(0, 5).Select(how => (at, with, how))));
        Prop.ForAll(damages.ToArbitrary(), damage => ReadDamagedAsync(world, Damaged(bytes, damage)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(60)));
        await world.AssertServesAsync();
        Assert.Equal([[5000L]], WorkerWorld.Rows(other, $"SELECT count(*) FROM read_parquet({Sql.Literal(other.PathOf(good))})"));
    }

    /// <summary>Rows, a refusal, or the end of the worker. The session works before it reads: whatever those before it did, it is served.</summary>
    private static async Task ReadDamagedAsync(WorkerWorld world, byte[] bytes)
    {
        var file = world.Files["damaged.parquet"];
        await File.WriteAllBytesAsync(file, bytes);
        using (var session = await world.OpenAsync(file))
        {
            Assert.Equal([[42]], WorkerWorld.Rows(session, "SELECT 42"));
            try
            {
                _ = WorkerWorld.Rows(session, $"SELECT * FROM read_parquet({Sql.Literal(session.PathOf(file))})");
            }
            catch (Exception refused) when (refused is DuckDbException or OverflowException
                or WorkerException { Failure: WorkerFailure.Died or WorkerFailure.Memory or WorkerFailure.Deadline })
            {
            }
        }
        File.Delete(file);
    }

    private static byte[] Damaged(byte[] bytes, (int At, int With, int How) damage)
    {
        var copy = bytes.ToArray();
        // The footer is a small part of a file and most of what can be wrong with it.
        var (at, inFooter) = (damage.At % bytes.Length, bytes.Length - 1 - (damage.At % 2000));
        switch (damage.How)
        {
            case 0:
                return copy[..at];
            case 1:
                copy[at] ^= (byte)damage.With;
                return copy;
            case 2:
                new Random(damage.At).NextBytes(copy.AsSpan(at, Math.Min(damage.With, copy.Length - at)));
                return copy;
            default:
                copy[inFooter] ^= (byte)damage.With;
                return copy;
        }
    }
}
