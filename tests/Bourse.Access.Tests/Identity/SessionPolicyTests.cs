using System.Text.Json;
using System.Text.RegularExpressions;
using Bourse.Access.Authorization;
using Bourse.Access.Credentials;
using Bourse.Access.Identity;
using Bourse.Access.Principals;
using Bourse.Access.Resources;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Access.Tests.Identity;

/// <summary>Random policies against the rule as IAM states it, and sessions against the intersection of role and policies (properties 10 and 11).</summary>
public sealed class SessionPolicyTests
{
    private static readonly AccountId Provider = AccountId.Parse("111111111111");
    private static readonly Principal Principal = new(Provider, "client");
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Actions = ["s3:GetObject", "s3:getobject", "s3:Put*", "s3:*Object", "s3:?etObject", "s3:*", "*", "s3:DeleteObject", "s3:ListBucket"];

    private static readonly string[] Resources =
    [
        "*", "arn:aws:s3:::lakehouse", "arn:aws:s3:::lakehouse/*", "arn:aws:s3:::lakehouse/a/*", "arn:aws:s3:::lakehouse/a?b", "arn:aws:s3:::*/a*c", "arn:aws:s3:::lake*",
        "arn:aws:s3:::lakehouse/a/b", "arn:aws:s3:::other/*", "arn:aws:s3:::lakehouse/*b*c*",
    ];

    // Names are data: one that looks like a pattern is a name all the same.
    private static readonly string[] Keys = ["a", "a/b", "a/b/c", "a*", "ab", "axb", "*", "a/../b", "abc", "ABC", ""];

    private static readonly Gen<Written> AnyStatement =
        from allows in Gen.Elements(true, true, false)
        from actions in Gen.Elements(Actions).NonEmptyListOf()
        from resources in Gen.Elements(Resources).NonEmptyListOf()
        from condition in Gen.Elements(false, false, false, true)
        select new Written(allows, [.. actions.Take(2)], [.. resources.Take(2)], condition);

    [Fact]
    public void A_session_may_do_what_its_role_may_and_each_of_its_policies_allows_in_whatever_order() => Prop.ForAll(
        AnyStatement.NonEmptyListOf().ListOf().ToArbitrary(), Gen.Elements(Keys).ToArbitrary(), (policies, key) =>
        {
            var written = policies.Take(3).Select(statements => statements.Take(5).ToArray()).ToList();
            var scope = new SessionScope.Confined([.. written.Select(Read)]);
            var turned = new SessionScope.Confined([.. written.Select(statements => Read([.. statements.Reverse()])).Reverse()]);
            foreach (var (action, name, resource, arn) in new (AccessAction, string, Resource, string)[]
            {
                (AccessAction.ReadSource, "s3:GetObject", new Resource.SourceObject(key), $"arn:aws:s3:::lakehouse/{key}"),
                (AccessAction.WriteSource, "s3:PutObject", new Resource.SourceObject(key), $"arn:aws:s3:::lakehouse/{key}"),
                (AccessAction.DeleteSource, "s3:DeleteObject", new Resource.SourceObject(key), $"arn:aws:s3:::lakehouse/{key}"),
                (AccessAction.ListSource, "s3:ListBucket", new Resource.SourcePrefix(key), "arn:aws:s3:::lakehouse"),
            })
            {
                var expected = written.TrueForAll(statements => Model(statements, name, arn));
                Assert.Equal(expected, IsAllowed(scope, action, resource));
                Assert.Equal(expected, IsAllowed(turned, action, resource));
                Assert.False(IsAllowed(scope, action, resource, AccountId.Parse("222222222222")));
            }
            Assert.False(IsAllowed(scope, AccessAction.IssueToken, new Resource.Exchange()));
            Assert.False(IsAllowed(scope, AccessAction.AssumeRole, new Resource.Exchange()));
        }).QuickCheckThrowOnFailure();

    private static bool IsAllowed(SessionScope scope, AccessAction action, Resource resource, AccountId? account = null)
    {
        var principal = Principal with { Account = account ?? Provider };
        var policy = new PolicySnapshot(1, [], [new PrincipalState(principal, 1, Enabled: true)], provider: Provider);
        var caller = new Caller { Principal = principal, SessionId = "s", PrincipalEpoch = 1, Scope = scope, ExpiresAt = Now.AddHours(1) };
        return Authorizer.Decide(policy, Now, caller, action, resource) is Decision.Allowed;
    }

    private static bool Model(Written[] statements, string action, string arn)
    {
        bool Names(Written statement) => statement.Actions.Any(pattern => IsMatch(pattern, action, RegexOptions.IgnoreCase))
            && statement.Resources.Any(pattern => IsMatch(pattern, arn, RegexOptions.None));
        return statements.Any(s => s.Allows && !s.Condition && Names(s)) && !statements.Any(s => !s.Allows && Names(s));
    }

    private static bool IsMatch(string pattern, string text, RegexOptions options) => Regex.IsMatch(
        text, $"\\A{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal)}\\z",
        options | RegexOptions.Singleline | RegexOptions.CultureInvariant);

    private static SessionPolicy Read(Written[] statements) => SessionPolicyReader.Read(JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = statements.Select(statement => new Dictionary<string, object>
        {
            ["Effect"] = statement.Allows ? "Allow" : "Deny", ["Action"] = statement.Actions, ["Resource"] = statement.Resources,
        }.Concat(statement.Condition ? [new("Condition", new { StringLike = new Dictionary<string, string> { ["s3:prefix"] = "*" } })] : []).ToDictionary()),
    })) ?? throw new InvalidOperationException("The policy is too long for this test.");

    private sealed record Written(bool Allows, string[] Actions, string[] Resources, bool Condition);
}
