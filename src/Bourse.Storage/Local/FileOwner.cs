using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Bourse.Storage.Local;

/// <summary>Whose a file is and who may use it. .NET tells no owner, and of a link the mode of the link; so this asks Linux. Elsewhere only the mode is known.</summary>
/// <param name="Mode">Who may use it.</param>
/// <param name="IsOurs">Whether it is of the user that this process runs as.</param>
/// <param name="IsRoot">Whether it is root's.</param>
/// <param name="IsRegular">Whether it is a file and no folder, pipe, socket or device.</param>
internal readonly partial record struct FileOwner(UnixFileMode Mode, bool IsOurs, bool IsRoot, bool IsRegular = true)
{
    private const int WorkingDirectory = -100;
    private const uint TypeModeAndOwner = 0x1 | 0x2 | 0x8;
    private const int ModeBits = 0xFFF;
    private const int TypeBits = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>Looks at a file, through links; null when it is gone.</summary>
    [UnsupportedOSPlatform("windows")]
    public static FileOwner? Find(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return StatX(WorkingDirectory, path, 0, TypeModeAndOwner, out var status) != 0
                ? null
                : new FileOwner(
                    (UnixFileMode)(status.Mode & ModeBits), status.UserId == EffectiveUserId(), status.UserId == 0, (status.Mode & TypeBits) == Regular);
        }
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        return File.Exists(target) ? new FileOwner(File.GetUnixFileMode(target), IsOurs: true, IsRoot: false) : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, out Status status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUserId();

    // struct statx of statx(2), the same on every architecture: 256 bytes, of which these are read.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(20)]
        public uint UserId;

        [FieldOffset(28)]
        public ushort Mode;
    }
}
