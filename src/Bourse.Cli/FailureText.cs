using System.Net.Sockets;
using Bourse.Access.Keys;
using Bourse.Cli.Demo;
using Bourse.DuckDb;
using Bourse.Exchange.Publishing;
using Bourse.Iceberg;
using Bourse.Iceberg.Erasure;
using Bourse.Iceberg.Maintenance;
using Bourse.Metastore;
using Bourse.Pipelines;
using Bourse.Query.Parsing;
using Bourse.Query.Workers;
using Bourse.Server.Composition;
using Bourse.Server.Hosting;
using Bourse.Storage;

namespace Bourse.Cli;

/// <summary>The one place that turns a failure into what a person reads.</summary>
internal static class FailureText
{
    /// <summary>With this variable set, failures keep their trace.</summary>
    public const string DebugVariable = "BOURSE_DEBUG";

    /// <summary>Whether a failure becomes a line; with <see cref="DebugVariable"/> set, only those that a user causes do.</summary>
    public static bool IsShown(Exception failure) =>
        failure is CommandFailedException || Environment.GetEnvironmentVariable(DebugVariable) is not { Length: > 0 };

    public static string Of(Exception failure) => failure switch
    {
        DuckDbException { IsDiskFull: true } => FullDisk("Cannot write", (DuckDbException)failure),
        PipelineException { InnerException: DuckDbException { IsDiskFull: true } full } => FullDisk(failure.Message.Split(':')[0], full),
        CommandFailedException or DemoClientException or BourseOptionsException or PipelineException or SqlRefusedException
            or KeyRingException or PublishConflictException
            or MigrationException or ServerOptionsException or ErasureException or IcebergFormatException or NotSupportedException or WorkerException => failure.Message,
        MaintenanceException maintenance => maintenance.Message + Again(maintenance.IsTransient),
        OperationCanceledException { InnerException: TimeoutException timeout } => timeout.Message,
        OperationCanceledException => "stopped.",
        MetastoreException metastore => $"the metastore failed ({metastore.Kind}): {metastore.Message}" + Again(metastore.IsTransient),
        DuckDbException engine => $"the query failed: {WithCandidates(engine.Message)}",
        StorageException storage => storage.Message + Again(storage.IsTransient),
        UnauthorizedAccessException => $"{failure.Message} Run it as the user who owns the data folder.",
        HttpRequestException { InnerException: SocketException } =>
            $"{failure.Message}. Is the exchange running, and is the address right?",
        IOException => failure.Message,
        _ => $"unexpected failure ({failure.GetType().Name}): {failure.Message.Split('\n')[0]} Set {DebugVariable}=1 and run it again to "
            + $"see the trace.",
    };

    // The engine names what was probably meant on a line of its own.
    private static string WithCandidates(string message)
    {
        var lines = message.Split('\n');
        return string.Join(
            ' ', lines.Skip(1).Where(line => line.StartsWith("Candidate", StringComparison.Ordinal) || line.StartsWith("Did you mean", StringComparison.Ordinal))
            .Prepend(lines[0]));
    }

    private static string FullDisk(string what, DuckDbException failure) =>
        $"{what}: the disk is full. Free some space and run it again; nothing was kept of this write. ({failure.Message.Split('\n')[0]})";

    private static string Again(bool transient) => transient ? " It may pass: run it again." : "";
}
