using System.Diagnostics;

namespace Bourse.Access.Authorization;

/// <summary>The names under which actions are recorded.</summary>
internal static class AccessActions
{
    public static string ToText(AccessAction action) => action switch
    {
        AccessAction.ListProducts => "list-products",
        AccessAction.IssueToken => "issue-token",
        AccessAction.AssumeRole => "assume-role",
        AccessAction.DescribeProduct => "describe-product",
        AccessAction.LoadTable => "load-table",
        AccessAction.QueryTable => "query-table",
        AccessAction.ListObjects => "list-objects",
        AccessAction.ReadObject => "read-object",
        AccessAction.LookUpRows => "look-up-rows",
        AccessAction.ReadSource => "read-source",
        AccessAction.WriteSource => "write-source",
        AccessAction.DeleteSource => "delete-source",
        AccessAction.ListSource => "list-source",
        AccessAction.ManageWebhooks => "manage-webhooks",
        AccessAction.ManageEvents => "manage-events",
        AccessAction.ReceiveEvents => "receive-events",
        _ => throw new UnreachableException(),
    };
}
