using Bourse.Pipelines.Ingestion;
using Bourse.Pipelines.Models;
using Bourse.Query.Engines;
using Bourse.Storage;

namespace Bourse.Pipelines.Tests;

/// <summary>A pipeline that dies at any of its writes has done a step whole or not at all, and running it again finishes it.</summary>
[Collection(nameof(FaultPoint))]
public sealed class CrashTests
{
    private static readonly Model s_model = ModelReader.Read(
        "-- name: gold.t\n-- description: A test.\n-- key: k\n-- partition: month(d)\n\nSELECT k, CAST(d AS DATE) AS d FROM bronze.raw", "models/gold/t.sql");

    [Fact]
    public async Task A_run_that_dies_at_any_write_is_finished_by_the_next_with_no_row_lost_or_doubled()
    {
        var points = new List<string>();
        await using (var world = await LakehouseWorld.CreateAsync())
            Assert.Null(await RunAsync(world, faultAt: 0, points));
        var faults = points.Select((name, i) => (Name: name, At: i + 1)).GroupBy(point => point.Name)
            .SelectMany(group => new[] { group.First(), group.ElementAt(group.Count() / 2), group.Last() }).Distinct().ToList();
        Assert.True(faults.Count > 20, string.Join(", ", points));
        foreach (var fault in faults)
        {
            await using var world = await LakehouseWorld.CreateAsync();
            Assert.Equal(fault.Name, await RunAsync(world, fault.At, []));
            Assert.Null(await RunAsync(world, faultAt: 0, []));
            Assert.Equal([["a", new DateOnly(2024, 1, 31)], ["b", new DateOnly(2024, 2, 29)]], await world.RowsAsync("FROM gold.t ORDER BY k"));
            Assert.Equal([[2L, 2L]], await world.RowsAsync("SELECT count(*), count(DISTINCT _row_number) FROM bronze.raw"));
        }
    }

    /// <summary>Ingests and runs the model, dying at the n-th fault point; what it died of, or null.</summary>
    private static async Task<string?> RunAsync(LakehouseWorld world, int faultAt, List<string> points)
    {
        var source = world.Source("raw", "raw.csv", "k,d\na,2024-01-31\nb,2024-02-29\n");
        using var armed = FaultPoint.Arm(name =>
        {
            lock (points)
                points.Add(name);
            if (points.Count == faultAt)
                throw new InjectedFaultException(name);
        });
        try
        {
            await new BronzeIngestion(world.Tables, new InProcessEngine()).IngestAsync(source);
            await new ModelRunner(world.Tables).RunAsync([s_model]);
            return null;
        }
        catch (Exception e) when (Injected(e) is not null)
        {
            return Injected(e)!.Message;
        }
    }

    private static InjectedFaultException? Injected(Exception? e) => e is null or InjectedFaultException ? e as InjectedFaultException : Injected(e.InnerException);

    private sealed class InjectedFaultException(string name) : Exception(name);
}
