namespace Bourse.Access.Identity;

/// <summary>
/// An IAM policy that a session is confined to, on top of what its principal may do. An explicit deny wins, whatever the order; what no statement allows is denied; no
/// condition is known, so a statement with one allows nothing, and denies as if it held.
/// </summary>
/// <param name="Text">The policy as it was sent, which tokens carry.</param>
/// <param name="Statements">Its statements.</param>
public sealed record SessionPolicy(string Text, IReadOnlyList<PolicyStatement> Statements)
{
    /// <summary>Whether an action on a resource is within the policy.</summary>
    /// <param name="action">The action, such as <c>s3:GetObject</c>.</param>
    /// <param name="resource">The resource's ARN; a name in it is data, whatever characters it has.</param>
    public bool Allows(string action, string resource)
    {
        var allowed = false;
        foreach (var statement in Statements)
        {
            if (!statement.Names(action, resource))
                continue;
            if (!statement.IsAllow)
                return false;
            allowed |= !statement.HasCondition;
        }
        return allowed;
    }

    /// <summary>Policies are what their text says.</summary>
    public bool Equals(SessionPolicy? other) => other is not null && other.Text == Text;

    /// <inheritdoc />
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}
