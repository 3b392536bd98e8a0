using System.Globalization;
using Bourse.Worker.Confining;
using Bourse.Worker.Confining.Landlock;
using Bourse.Worker.Native;

namespace Bourse.Worker;

/// <summary>What a worker is told when it is started: <c>start|serve PARENT FOLDER MEMORY THREADS SCRATCH [FILE…]</c>.</summary>
public sealed record WorkerArguments
{
    // What the runtime's objects, frames and the engine's own tables may take besides the engine's limit: an idle worker takes 60 MB. And a thread's stack.
    private const long BaseBytes = 320L << 20;
    private const long StackBytes = 8L << 20;
    private const ulong DescriptorsMax = 4096;

    // Room for what is reserved and never used; it bounds the page tables of what is only ever read.
    private const ulong ReservedBytes = 16ul << 30;
    private const ulong ThreadsMore = 1024;

    // Before it a file that was only given to read can be cut by opening it.
    private const int LandlockOfLengths = 3;

    /// <summary>The process that starts it.</summary>
    public required int Parent { get; init; }

    /// <summary>Its own folder, absolute: the files in it can be read.</summary>
    public required string Folder { get; init; }

    /// <summary>Bytes of memory for the engine.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Threads of the engine.</summary>
    public required int Threads { get; init; }

    /// <summary>Bytes that the engine may write to <see cref="ScratchFolder"/> when memory is not enough; 0 for none.</summary>
    public long ScratchBytes { get; init; }

    /// <summary>What holds it from outside: a quarter more, since the engine counts blocks and not what it writes around them.</summary>
    public long ScratchBytesMax => ScratchBytes + (ScratchBytes / 4);

    /// <summary>Where it may write, in its own folder, made by whoever starts it.</summary>
    public string ScratchFolder => Path.Combine(Folder, "scratch");

    /// <summary>Files elsewhere that it may read, absolute: those to which the folder holds symbolic links.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The arguments that start a worker.</summary>
    public IReadOnlyList<string> ToStart() =>
    [
        "start", Parent.ToString(CultureInfo.InvariantCulture), Folder, MemoryBytes.ToString(CultureInfo.InvariantCulture),
        Threads.ToString(CultureInfo.InvariantCulture),
        ScratchBytes.ToString(CultureInfo.InvariantCulture), .. Files,
    ];

    /// <summary>Whether it may write at all: not where nothing keeps it to that one folder.</summary>
    internal bool MayWrite => ScratchBytes > 0 && LandlockRuleset.Version >= LandlockOfLengths;

    /// <summary>The longest file it may write.</summary>
    internal long FileBytesMax => MayWrite ? ScratchBytesMax : 0;

    internal static WorkerArguments? Parse(string[] arguments) => arguments is [_, var parent, var folder, var memory, var threads, var scratch, .. var files]
        && int.TryParse(parent, CultureInfo.InvariantCulture, out var parentId)
        && long.TryParse(memory, CultureInfo.InvariantCulture, out var memoryBytes)
        && int.TryParse(threads, CultureInfo.InvariantCulture, out var threadCount)
        && long.TryParse(scratch, CultureInfo.InvariantCulture, out var scratchBytes)
        ? new WorkerArguments { Parent = parentId, Folder = folder, MemoryBytes = memoryBytes, Threads = threadCount, ScratchBytes = scratchBytes, Files = [.. files] }
        : null;

    internal ConfinementRequest ToRequest()
    {
        var data = (ulong)(MemoryBytes + BaseBytes + (Threads * StackBytes));
        return new ConfinementRequest
        {
            Parent = Parent,
            Program = Path.Combine(AppContext.BaseDirectory, "Bourse.Worker.dll"),
            ProgramFiles =
            [
                "Bourse.Worker.dll", "Bourse.Worker.runtimeconfig.json", "Bourse.Worker.deps.json", "Bourse.DuckDb.dll", "libduckdb.so",
            ],
            Arguments = ["serve", .. ToStart().Skip(1)],
            Folder = Folder,
            ScratchFolder = MayWrite ? ScratchFolder : null,
            Files = Files,
            Limits =
            [
                (LimitKind.Core, 0), (LimitKind.FileSize, (ulong)FileBytesMax), (LimitKind.Descriptors, DescriptorsMax),
                (LimitKind.Threads, UserThreads.Count() + ThreadsMore),
                (LimitKind.Addresses, data + ReservedBytes), (LimitKind.Data, data),
            ],
        };
    }
}
