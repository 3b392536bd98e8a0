using System.Globalization;
using System.Net;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Principals;
using Bourse.Access.Resources;
using Bourse.Iceberg.Expressions;

namespace Bourse.Access.Tests.Authorization;

/// <summary>The demo's agreements in short.</summary>
internal static class Policies
{
    public static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-20T12:00:00Z", CultureInfo.InvariantCulture);
    public static readonly AccountId Hedge = AccountId.Parse("222222222222");
    public static readonly AccountId Pension = AccountId.Parse("333333333333");
    public static readonly AccountId Provider = AccountId.Parse("111111111111");
    public static readonly ProductName Portfolio = ProductName.Parse("portfolio-analytics");
    public static readonly TableName Nav = TableName.Parse("nav_history");
    public static readonly TableName Metrics = TableName.Parse("performance_metrics");
    public static readonly AgreementId Contract = AgreementId.Parse("CTR-2024-001");

    public static RuleSet Rules(params int[] fields) => new() { FieldIds = [.. fields], RowFilter = Expression.True };

    public static RuleSet Funds(params string[] funds) =>
        new() { FieldIds = [1, 2, 3], RowFilter = Expression.IsIn(1, funds.Select(fund => new Literal.Text(fund))) };

    public static Grant Grant() => new()
    {
        Agreement = Contract,
        Account = Hedge,
        Product = Portfolio,
        State = AgreementState.Active,
        StartsAt = Now.AddDays(-1),
        EndsAt = Now.AddDays(1),
        Tables = new Dictionary<TableName, RuleSet> { [Nav] = Funds("FND001", "FND002"), [Metrics] = Rules(1, 2) },
    };

    public static PolicySnapshot Snapshot(params Grant[] grants) => new(7, grants, [State(Hedge), State(Pension)]);

    public static PrincipalState State(AccountId account, long epoch = 1, bool enabled = true) =>
        new(new Principal(account, Principal.ClientName), epoch, enabled);

    public static Caller Caller(AccountId? account = null, SessionScope? scope = null) => new()
    {
        Principal = new Principal(account ?? Hedge, Principal.ClientName),
        SessionId = "BT0123456789",
        PrincipalEpoch = 1,
        Scope = scope ?? new SessionScope.WholeAccount(),
        ExpiresAt = Now.AddMinutes(30),
        RemoteAddress = IPAddress.Parse("192.0.2.7"),
    };

    public static SessionScope OnlyNav { get; } = new SessionScope.OneTable(Portfolio, Nav);

    public static Resource NavTable { get; } = new Resource.Table(Portfolio, Nav);

    public static Resource NavObject(string key = "nav_history/u/data/x.parquet") => new Resource.StoredObject(Portfolio, Nav, key);
}
