using Bourse.Access.Authorization;
using Bourse.Bench.Measuring;

namespace Bourse.Bench.Access;

/// <summary>Decisions in memory, and decisions made durable.</summary>
internal static class DecisionBenchmark
{
    private static readonly RequestContext Context = new("bench", "s3");

    public static async Task<IReadOnlyList<Figure>> RunAsync(AccessUnderTest access, Rate rate)
    {
        var policy = $"{AccessUnderTest.Accounts} accounts × {AccessUnderTest.Products} products";
        var decided = rate.OfCalls(number => Decide(access, number));
        var recorded = rate.OfCalls(number => DecideRecorded(access, number));
        // Every session id is new, so every decision is made durable first.
        var durable = await rate.OfTasksAsync(256, number => FirstAsync(access, number, "first"));
        return
        [
            new("Decisions in memory", decided, "decisions/s", $"1 core, {policy}"),
            new("Decisions through the gate, recorded before", recorded, "decisions/s", "1 core"),
            new("First decisions through the gate, durable before the answer", durable, "decisions/s", "256 under way, sequencer running"),
        ];
    }

    private static void Decide(AccessUnderTest access, int number)
    {
        var decision = access.Authorizer.Decide(
            access.Callers[number % AccessUnderTest.Accounts], AccessAction.ReadObject, access.Tables[number % AccessUnderTest.Products]);
        if (decision is not Decision.Allowed)
            throw new InvalidOperationException($"Expected to be allowed, got {decision}.");
    }

    private static void DecideRecorded(AccessUnderTest access, int number)
    {
        var decision = access.Gate.DecideAsync(access.Callers[number % 8], AccessAction.ReadObject, access.Tables[0], Context);
        if (!decision.IsCompletedSuccessfully)
            decision.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>A decision of a session that is new in the run.</summary>
    internal static async Task FirstAsync(AccessUnderTest access, int number, string run)
    {
        var caller = access.Callers[number % AccessUnderTest.Accounts] with { SessionId = $"{run}-{number}" };
        await access.Gate.DecideAsync(caller, AccessAction.ReadObject, access.Tables[number % AccessUnderTest.Products], Context);
    }
}
