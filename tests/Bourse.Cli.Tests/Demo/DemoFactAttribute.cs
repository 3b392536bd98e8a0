using Bourse.Cli.Demo.Processes;

namespace Bourse.Cli.Tests.Demo;

/// <summary>A test that runs the clients' engines: skipped, with the reason, where they are not installed.</summary>
public class DemoFactAttribute : FactAttribute
{
    public DemoFactAttribute() => Skip = Requirement.SkipUnless(
        File.Exists(Path.Combine(ClickHouseClient.SampleFolder, "node_modules", ".package-lock.json")), Requirement.Clients,
        "not installed: ClickHouse for Node.js; run 'npm ci' in samples/clickhouse-client");
}
