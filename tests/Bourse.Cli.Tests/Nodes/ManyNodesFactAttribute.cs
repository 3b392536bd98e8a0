namespace Bourse.Cli.Tests.Nodes;

/// <summary>A test that needs PostgreSQL and HAProxy.</summary>
internal sealed class ManyNodesFactAttribute : FactAttribute
{
    public ManyNodesFactAttribute() => Skip = PostgresServer.SkipReason ?? LoadBalancer.SkipReason;
}
