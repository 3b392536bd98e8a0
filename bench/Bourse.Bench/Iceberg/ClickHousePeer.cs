using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Bourse.Bench.Iceberg;

/// <summary>ClickHouse (chDB), where the tests have installed it: processor time of a query over a table's folder, of all threads.</summary>
internal static class ClickHousePeer
{
    // One run warms up. Prints the milliseconds of each other run.
    private const string Script = """
        const { createRequire } = require('node:module');
        const [modules, parent, table, where, cached, runs] = process.argv.slice(1);
        const { Session } = createRequire(modules + '/')('chdb');
        process.chdir(parent);
        const session = new Session();
        const query = `SELECT count() FROM icebergLocal('${table}') WHERE ${where} SETTINGS use_iceberg_metadata_files_cache = ${cached}`;
        for (let run = 0; run <= Number(runs); run++) {
            const before = process.cpuUsage();
            session.query(query, 'TSV');
            const { user, system } = process.cpuUsage(before);
            if (run > 0)
                console.log((user + system) / 1000);
        }
        session.cleanup?.();
        """;

    /// <summary>Milliseconds of each run; none where it cannot run.</summary>
    /// <param name="folder">The table's folder.</param>
    /// <param name="where">The condition of the rows that are counted.</param>
    /// <param name="cached">Whether decoded metadata is kept from one run to the next.</param>
    /// <param name="runs">How many after one that warms up.</param>
    public static IReadOnlyList<double> Measure(string folder, string where, bool cached, int runs)
    {
        var modules = Path.GetFullPath(Path.Combine("tests", "Interop", "node_modules"));
        var arguments = new[]
        {
            "-e", Script, modules, Path.GetDirectoryName(folder)!, Path.GetFileName(folder), where, cached ? "1" : "0", runs.ToString(CultureInfo.InvariantCulture),
        };
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true })!;
            var output = node.StandardOutput.ReadToEnd();
            node.WaitForExit();
            return node.ExitCode == 0 ? [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture))]
                : [];
        }
        catch (Win32Exception)
        {
            return [];
        }
    }
}
