using System.Globalization;
using Bourse.Worker.Confining;
using Bourse.Worker.Confining.Seccomp;
using Bourse.Worker.Native;
using Bourse.Worker.Probe;

// start PARENT FOLDER OUTSIDE | serve PARENT FOLDER OUTSIDE: the second is the first, confined as a worker is.
// It prints a line for each thing it tries: name, and errno or 0.
// start PARENT FOLDER MEMORY THREADS SCRATCH: what a pool starts; then it is no probe but lies.
if (args.Length == 6)
    return Liar.Run();
if (args is ["orphan", var orphans])
    return Orphaned.Run(orphans);
var (parent, folder, outside) = (int.Parse(args[1], CultureInfo.InvariantCulture), args[2], args[3]);
if (args[0] == "start")
{
    ConfinementStage.Enter(new ConfinementRequest
    {
        Parent = parent,
        Program = typeof(Attempts).Assembly.Location,
        ProgramFiles = ["Bourse.Worker.Probe.dll", "Bourse.Worker.Probe.runtimeconfig.json", "Bourse.Worker.Probe.deps.json", "Bourse.Worker.dll", "Bourse.DuckDb.dll"],
        Arguments = ["serve", .. args[1..]],
        Folder = folder,
        Limits = [(LimitKind.Core, 0), (LimitKind.FileSize, 0), (LimitKind.Descriptors, 256), (LimitKind.Data, 512 << 20)],
    });
}
var confinement = Confinement.Measure(fileBytesMax: 0);
Console.WriteLine($"missing {string.Join(",", confinement.Missing)}");
// Without a filter the calls below would be made: kill, reboot, mount.
if (!confinement.Seccomp)
    return 1;
var attempts = new Attempts(parent, folder, outside);
foreach (var (name, error) in attempts.BeforeRunning())
    Console.WriteLine($"{name} {error}");
SeccompFilter.TryInstall(DeniedSyscalls.OnceRunning, allThreads: true);
foreach (var (name, error) in attempts.OnceRunning())
    Console.WriteLine($"{name} {error}");
return 0;
