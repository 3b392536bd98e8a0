using System.Net;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Server.Composition;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bourse.Cli.Tests.Audit;

public sealed class ListAuditCommandTests : IDisposable
{
    private static readonly DateTimeOffset s_time = new(2026, 3, 31, 17, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_one_account_was_refused_is_listed_and_nothing_else()
    {
        Directory.CreateDirectory(Data);
        _folder.Write("data/bourse.json", """{ "provider": { "account": "111111111111", "name": "Meridian", "contact": "data@meridian.example" } }""");
        var folder = new DataFolder(Data);
        await using (var node = await BourseNode.OpenAsync(folder, BourseOptionsFile.Read(folder), TimeProvider.System, NullLoggerFactory.Instance, default))
        {
            foreach (var (account, decision) in new[]
            {
                ("222222222222", AuditDecision.Allow), ("333333333333", AuditDecision.Deny), ("222222222222", AuditDecision.Deny), ("333333333333", AuditDecision.Allow),
            })
            {
                await node.Access.Audit.AppendAsync(Entry(account, decision));
            }
        }

        var listed = await Cli.RunAsync("audit", "list", "--account", "222222222222", "--decision", "deny", "--format", "csv", "--data", Data);

        Assert.Equal(ExitCode.Ok, listed.ExitCode);
        Assert.Equal(
            "position,time,kind,decision,action,resource,reason,account,principal,agreement,protocol,request_id,policy_version,count,address\r\n"
            + "2,2026-03-31T17:00:00.000000Z,decision,deny,load-table,portfolio-analytics/nav_history,suspended,222222222222,"
            + "client,CTR-1,iceberg,req-1,3,1,192.0.2.7\r\n",
            listed.Output);
        Assert.Equal("", listed.Words);
    }

    private static AuditEntry Entry(string account, AuditDecision decision) => new()
    {
        Time = s_time,
        Kind = AuditKind.Decision,
        Action = "load-table",
        Resource = "portfolio-analytics/nav_history",
        Decision = decision,
        Reason = decision == AuditDecision.Deny ? "suspended" : null,
        Account = AccountId.Parse(account),
        Principal = "client",
        Session = "s-1",
        PolicyVersion = 3,
        Agreement = AgreementId.Parse("CTR-1"),
        Protocol = "iceberg",
        RequestId = "req-1",
        Address = IPAddress.Parse("192.0.2.7"),
    };
}
