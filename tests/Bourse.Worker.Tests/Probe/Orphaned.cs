using System.Diagnostics;
using System.Globalization;
using Bourse.Worker.Confining;
using Bourse.Worker.Wire;

namespace Bourse.Worker.Probe;

/// <summary>A parent that gives a worker endless work, says which process it is, and waits to be killed.</summary>
internal static class Orphaned
{
    public static int Run(string folder)
    {
        var arguments = new WorkerArguments { Parent = Environment.ProcessId, Folder = folder, MemoryBytes = 64 << 20, Threads = 1 };
        using var worker = Process.Start(DotnetHost.Start(Path.Combine(AppContext.BaseDirectory, "Bourse.Worker.dll"), arguments.ToStart()))!;
        var frames = new FrameStream(worker.StandardOutput.BaseStream, worker.StandardInput.BaseStream);
        using var buffer = new DuckDb.Frames.FrameBuffer();
        if (frames.Read(buffer) != FrameKind.Hello)
            return 1;
        frames.Write(FrameKind.Query, "SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))"u8);
        Console.WriteLine(worker.Id.ToString(CultureInfo.InvariantCulture));
        worker.WaitForExit();
        return 0;
    }
}
