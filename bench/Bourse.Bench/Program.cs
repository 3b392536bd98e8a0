using Bourse.Bench;
using Bourse.Bench.Access;
using Bourse.Bench.Events;
using Bourse.Bench.Iceberg;
using Bourse.Bench.Maintenance;
using Bourse.Bench.Measuring;
using Bourse.Bench.Projections;
using Bourse.Bench.Serving;
using Bourse.Bench.Storage;
using Bourse.Bench.Workers;
using Bourse.Bench.Writing;
using Bourse.Catalog;

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (FormatException mistake)
{
    await Console.Error.WriteLineAsync($"{mistake.Message}\n{BenchOptions.Usage}");
    return 2;
}

var rate = new Rate(options.Length);
if (options.Suites.Count == 0 || options.Suites.Contains("access"))
{
    await using var access = await AccessUnderTest.StartAsync();
    Report.Print(await DecisionBenchmark.RunAsync(access, rate), options.Markdown);
    Report.Print(SignatureBenchmark.Run(access, rate, options.Length), options.Markdown);
    Report.Print(await AuditBenchmark.RunAsync(access, rate, options.Length), options.Markdown);
}
if (options.Suites.Contains("metastore"))
    Report.Print(await MetastoreBenchmark.RunAsync(rate), options.Markdown);
if (options.Suites.Contains("storage"))
{
    Report.Print(await StorageBenchmark.RunAsync(rate, options.Length), options.Markdown);
    Report.Print(await RemoteStorageBenchmark.RunAsync(rate), options.Markdown);
}
if (options.Suites.Contains("objects"))
    Report.Print(await ObjectsBenchmark.RunAsync(), options.Markdown);
if (options.Suites.Contains("iceberg-plan"))
    Report.Print(await PlanBenchmark.RunAsync(), options.Markdown);
if (options.Suites.Contains("iceberg-plan-peers"))
    Report.Print(await PlanPeerBenchmark.RunAsync(), options.Markdown);
if (options.Suites.Contains("iceberg-maintain"))
    Report.Print(await MaintenanceBenchmark.RunAsync(), options.Markdown);
if (options.Suites.Contains("iceberg-write"))
    Report.Print(await IcebergWriteBenchmark.RunAsync(), options.Markdown);
if (options.Suites.Contains("projections"))
    Report.Print(
        options.Lakehouse is { } data ? await RealDataBenchmark.RunAsync(data, TableIdentifier.Parse(options.SourceTable)) : await SpliceBenchmark.RunAsync(),
        options.Markdown);
if (options.Suites.Contains("events"))
{
    Report.Print(PatternBenchmark.Run(rate), options.Markdown);
    Report.Print(await StreamBenchmark.RunAsync(), options.Markdown);
}
if (options.Suites.Contains("workers"))
    Report.Print(await WorkerBenchmark.RunAsync(), options.Markdown);
if (options.NamesServer)
    Report.Print(await ServingBenchmark.RunAsync(options, rate), options.Markdown);
else if (options.Suites.Contains("serving"))
{
    await Console.Error.WriteLineAsync($"serving needs a running exchange.\n{BenchOptions.Usage}");
    return 2;
}
return 0;
