using Bourse.Access.Auditing;
using Bourse.Bench.Measuring;

namespace Bourse.Bench.Access;

/// <summary>Durable appends, beside rows that a program inserts with SQLite, each in a transaction of its own.</summary>
internal static class AuditBenchmark
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(AccessUnderTest access, Rate rate, TimeSpan length)
    {
        var figures = new List<Figure>();
        var peer = PythonPeer.Measure(PythonPeer.Sqlite, length, access.Folder) is { } rows ? new PeerFigure("SQLite from Python, a transaction each", rows) : null;
        foreach (var underWay in new[] { 1, 16, 256 })
            figures.Add(new Figure(
                $"Audit records appended, {underWay} under way", await rate.OfTasksAsync(underWay, number => AppendAsync(access, number)), "records/s",
                "durable, sequencer running", peer));
        return figures;
    }

    private static Task AppendAsync(AccessUnderTest access, int number) => access.Audit.AppendAsync(new AuditEntry
    {
        Time = TimeProvider.System.GetUtcNow(),
        Kind = AuditKind.Decision,
        Action = "read-object",
        Resource = "product-1/nav_history/0b6f/data/1.parquet",
        Decision = AuditDecision.Allow,
        Account = access.Callers[number % AccessUnderTest.Accounts].Principal.Account,
        Principal = "client",
        Session = $"BT{number}",
        PolicyVersion = 1,
        Protocol = "s3",
        RequestId = "0HNBENCH:00000001",
        Address = System.Net.IPAddress.Loopback,
    }).AsTask();
}
