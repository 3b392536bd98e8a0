namespace Bourse.Worker.Confining.Landlock;

/// <summary>What Landlock can allow below a path (<c>LANDLOCK_ACCESS_FS_*</c>).</summary>
[Flags]
internal enum LandlockAccess : ulong
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Execute a file.</summary>
    Execute = 1 << 0,

    /// <summary>Open a file for writing.</summary>
    WriteFile = 1 << 1,

    /// <summary>Open a file for reading.</summary>
    ReadFile = 1 << 2,

    /// <summary>List a folder.</summary>
    ReadDirectory = 1 << 3,

    /// <summary>Remove a file.</summary>
    RemoveFile = 1 << 5,

    /// <summary>Make a file that is no folder, device, pipe, socket or link.</summary>
    MakeFile = 1 << 8,

    /// <summary>Everything that version 1 knows, which are the bits 0 to 12.</summary>
    Version1 = (1 << 13) - 1,

    /// <summary>Links and renames between folders; since version 2.</summary>
    Refer = 1 << 13,

    /// <summary>Cut a file; since version 3.</summary>
    Truncate = 1 << 14,

    /// <summary>Make files, write, cut and remove them; names of one folder never lead to a file of another, which would take <see cref="Refer"/>.</summary>
    ChangeFiles = WriteFile | RemoveFile | MakeFile | Truncate,

    /// <summary>Commands to devices; since version 5.</summary>
    DeviceControl = 1 << 15,
}
