using Bourse.Cli.Demo.Processes;

namespace Bourse.Cli.Tests.Demo;

/// <summary>A test that runs the clients' engines: skipped, with the reason, where they are not installed.</summary>
public sealed class DemoFactAttribute : FactAttribute
{
    public DemoFactAttribute()
    {
        if (!File.Exists(Path.Combine(ClickHouseClient.SampleFolder, "node_modules", ".package-lock.json")))
            Skip = "ClickHouse for Node.js is not installed: run 'npm ci' in samples/clickhouse-client";
    }
}
