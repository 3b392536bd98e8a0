using System.Runtime.InteropServices;
using Bourse.Worker.Native;

namespace Bourse.Worker.Confining.Landlock;

/// <summary>
/// A set of rules of the kernel's Landlock: what is not allowed here is refused, to this thread and all it starts, for good. It binds opening and changing files by
/// path, TCP ports (since version 4), and abstract Unix sockets and signals (since version 6); it does not bind looking whether a path exists. Source:
/// <c>linux/landlock.h</c> and the kernel's userspace-api/landlock.
/// </summary>
internal sealed unsafe class LandlockRuleset : IDisposable
{
    // One number on every architecture.
    private const int CreateRuleset = 444;
    private const int AddRule = 445;
    private const int RestrictSelf = 446;
    private const int AskVersion = 1;
    private const int RulePathBeneath = 1;

    // O_PATH | O_CLOEXEC, the same on x64 and arm64.
    private const int OpenPath = 0x200000 | 0x80000;

    private readonly int _ruleset;

    private LandlockRuleset(int ruleset) => _ruleset = ruleset;

    /// <summary>The version that the kernel has; 0 when it has none or it is switched off.</summary>
    public static int Version => Math.Max(0, (int)Libc.Syscall(CreateRuleset, 0, 0, AskVersion));

    /// <summary>An empty set that refuses all that this version can refuse.</summary>
    public static LandlockRuleset Create(int version)
    {
        var attributes = new Attributes(
            LandlockAccess.Version1 | (version >= 2 ? LandlockAccess.Refer : 0) | (version >= 3 ? LandlockAccess.Truncate : 0) | (
                version >= 5 ? LandlockAccess.DeviceControl : 0),
            version >= 4 ? AllTcp : 0,
            version >= 6 ? AllScopes : 0);
        // An older kernel knows only the first fields.
        var size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
        var ruleset = Libc.Syscall(CreateRuleset, (nint)(&attributes), size, 0);
        Libc.Check(ruleset, "landlock_create_ruleset");
        return new LandlockRuleset((int)ruleset);
    }

    /// <summary>Allows something below a folder, or with a file. A path that does not exist is passed over.</summary>
    public void Allow(string path, LandlockAccess access)
    {
        if (!Path.Exists(path))
            return;
        var isFile = File.Exists(path);
        var descriptor = Libc.Open(path, OpenPath);
        Libc.Check(descriptor, $"open {path}");
        try
        {
            var rule = new PathBeneath((ulong)(isFile ? access & ~LandlockAccess.ReadDirectory : access), descriptor);
            Libc.Check(Libc.Syscall(AddRule, _ruleset, RulePathBeneath, (nint)(&rule)), $"landlock_add_rule {path}");
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    /// <summary>Puts the calling thread under the rules. Needs no_new_privs.</summary>
    public void Enter() => Libc.Check(Libc.Syscall(RestrictSelf, _ruleset, 0, 0), "landlock_restrict_self");

    /// <inheritdoc />
    public void Dispose() => _ = Libc.Close(_ruleset);

    private const ulong AllTcp = 0b11;
    private const ulong AllScopes = 0b11;

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Attributes(LandlockAccess Files, ulong Network, ulong Scopes);

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly record struct PathBeneath(ulong Access, int Descriptor);
}
