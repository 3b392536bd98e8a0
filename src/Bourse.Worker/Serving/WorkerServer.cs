using Bourse.DuckDb;
using Bourse.DuckDb.Frames;
using Bourse.Worker.Confining;
using Bourse.Worker.Confining.Seccomp;
using Bourse.Worker.Native;
using Bourse.Worker.Wire;
using Microsoft.Win32.SafeHandles;

namespace Bourse.Worker.Serving;

/// <summary>The confined process: one engine, which answers one statement after another until its input ends. It trusts its parent and nothing it reads.</summary>
internal static class WorkerServer
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Errors = 2;

    /// <summary>Serves until the parent closes the input.</summary>
    public static void Run(WorkerArguments arguments)
    {
        var frames = new FrameStream(Open(Input, FileAccess.Read), Open(OutputOfItsOwn(), FileAccess.Write));
        using var database = DuckDbDatabase.Open(new DuckDbOptions
        {
            Threads = arguments.Threads,
            MemoryLimitBytes = arguments.MemoryBytes,
            AllowedDirectories = [arguments.Folder],
            // The engine follows symbolic links before it looks whether it may.
            AllowedPaths = arguments.Files,
            TempDirectory = arguments.MayWrite ? arguments.ScratchFolder : "",
            TempDirectorySizeMaxBytes = arguments.MayWrite ? arguments.ScratchBytes : 0,
        });
        using var connection = database.Connect();
        // From here on only rows, and every thread the engine has by now is bound too.
        _ = SeccompFilter.TryInstall(DeniedSyscalls.OnceRunning, allThreads: true);
        frames.Write(FrameKind.Hello, HelloFrame.Write(Confinement.Measure(arguments.FileBytesMax)));
        using var request = new FrameBuffer();
        while (frames.Read(request) == FrameKind.Query)
            QueryAnswer.Write(connection, System.Text.Encoding.UTF8.GetString(request.Bytes), frames);
    }

    /// <summary>Frames leave by a descriptor that nothing else writes to: the engine may print, for example its log, and that goes to the errors.</summary>
    private static int OutputOfItsOwn()
    {
        var own = Libc.Duplicate(Output);
        Libc.Check(own, "dup");
        Libc.Check(Libc.Duplicate(Errors, Output), "dup2");
        return own;
    }

    private static FileStream Open(int descriptor, FileAccess access) => new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);
}
