namespace Bourse.Worker.Confining.Seccomp;

/// <summary>
/// The system calls that a worker is refused. A list of what is refused and not of what is allowed, because the runtime, the C library and the engine change what
/// they use; calls that are newer than <see cref="NumbersEnd"/> are refused as unknown. Numbers are those of Linux's <c>unistd_64.h</c> (x64) and
/// <c>asm-generic/unistd.h</c> (arm64).
/// </summary>
internal static class DeniedSyscalls
{
    /// <summary>The first number that this table does not know: 462 is <c>mseal</c>, which is harmless. New calls have one number on all architectures.</summary>
    public const int NumbersEnd = 463;

    private const uint CloneThread = 0x10000;
    // CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.
    private const uint CloneNamespaces = 0x80 | 0x20000 | 0x2000000 | 0x4000000 | 0x8000000 | 0x10000000 | 0x20000000 | 0x40000000;
    private const uint MapSharedAnonymous = 0x01 | 0x20;
    private const uint MapGrowsDown = 0x100;
    private const uint PrctlDeathSignal = 1;
    private const uint PrctlMemoryMap = 35;
    private const uint PrctlTracer = 0x59616d61;

    // F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE, F_NOTIFY.
    private static readonly uint[] s_ownership = [8, 10, 15, 1024, 1026];

    // FIOSETOWN, SIOCSPGRP, and what types into a terminal: TIOCSTI, TIOCLINUX.
    private static readonly uint[] s_terminalAndOwner = [0x8901, 0x8902, 0x5412, 0x541c];

    /// <summary>What is refused before the program begins, for good.</summary>
    /// <param name="ownProcess">The id of this process, which the re-exec keeps: the only one it may signal.</param>
    public static IReadOnlyList<DeniedSyscall> FromTheStart(int ownProcess) =>
    [
        // No network, and no way to be handed a descriptor.
        new("socket", 41, 198), new("socketpair", 53, 199), new("bind", 49, 200), new("listen", 50, 201), new("accept", 43, 202),
        new("accept4", 288, 242), new("connect", 42, 203), new("sendto", 44, 206), new("sendmsg", 46, 211), new("sendmmsg", 307, 269),
        new("recvfrom", 45, 207), new("recvmsg", 47, 212), new("recvmmsg", 299, 243),

        // No other process is made, read, traced or held. Threads are made by clone, below.
        new("fork", 57, null), new("vfork", 58, null), new("ptrace", 101, 117), new("process_vm_readv", 310, 270), new("process_vm_writev", 311, 271),
        new("process_madvise", 440, 440), new("process_mrelease", 448, 448), new("pidfd_open", 434, 434), new("pidfd_getfd", 438, 438),
        new("pidfd_send_signal", 424, 424), new("kcmp", 312, 272),

        // No signal to anybody else; what the runtime sends to its own threads is below.
        new("tkill", 200, 130), new("rt_sigqueueinfo", 129, 138), new("rt_tgsigqueueinfo", 297, 240),

        // Large interfaces of the kernel that nothing here needs.
        new("io_uring_setup", 425, 425), new("io_uring_enter", 426, 426), new("io_uring_register", 427, 427), new("bpf", 321, 280),
        new("perf_event_open", 298, 241), new("userfaultfd", 323, 282), new("add_key", 248, 217), new("request_key", 249, 218),
        new("keyctl", 250, 219), new("fanotify_init", 300, 262), new("fanotify_mark", 301, 263), new("inotify_init", 253, null), new("inotify_init1", 294, 26),
        new("inotify_add_watch", 254, 27),

        // No other view of files than the one there is.
        new("mount", 165, 40), new("umount2", 166, 39), new("pivot_root", 155, 41), new("chroot", 161, 51), new("open_tree", 428, 428),
        new("move_mount", 429, 429), new("fsopen", 430, 430), new("fsconfig", 431, 431), new("fsmount", 432, 432), new("fspick", 433, 433),
        new("mount_setattr", 442, 442), new("statmount", 457, 457), new("listmount", 458, 458), new("swapon", 167, 224), new("swapoff", 168, 225),
        new("quotactl", 179, 60), new("quotactl_fd", 443, 443), new("name_to_handle_at", 303, 264), new("open_by_handle_at", 304, 265),
        new("unshare", 272, 97), new("setns", 308, 268),

        // Nothing of the machine's state.
        new("init_module", 175, 105), new("finit_module", 313, 273), new("delete_module", 176, 106), new("kexec_load", 246, 104),
        new("kexec_file_load", 320, 294), new("reboot", 169, 142), new("syslog", 103, 116), new("acct", 163, 89), new("settimeofday", 164, 170),
        new("clock_settime", 227, 112), new("clock_adjtime", 305, 266), new("adjtimex", 159, 171), new("sethostname", 170, 161),
        new("setdomainname", 171, 162), new("iopl", 172, null), new("ioperm", 173, null), new("modify_ldt", 154, null), new("personality", 135, 92),
        new("lsm_list_modules", 461, 461), new("uselib", 134, null), new("vhangup", 153, 58),

        // The identity stays what it is.
        new("setuid", 105, 146), new("setgid", 106, 144), new("setreuid", 113, 145), new("setregid", 114, 143), new("setresuid", 117, 147),
        new("setresgid", 119, 149), new("setfsuid", 122, 151), new("setfsgid", 123, 152), new("setgroups", 116, 159), new("capset", 126, 91),

        // Limits stay as they are, and nobody else is slowed down.
        new("setrlimit", 160, 164), new("setpriority", 141, 140), new("sched_setscheduler", 144, 119),
        new("sched_setparam", 142, 118), new("sched_setattr", 314, 274), new("ioprio_set", 251, 30), new("migrate_pages", 256, 238),
        new("move_pages", 279, 239), new("sync", 162, 81), new("syncfs", 306, 267),

        // Memory that RLIMIT_DATA does not count.
        new("memfd_create", 319, 279), new("memfd_secret", 447, 447), new("shmget", 29, 194), new("shmat", 30, 196), new("shmctl", 31, 195),
        new("shmdt", 67, 197), new("msgget", 68, 186), new("msgsnd", 69, 189), new("msgrcv", 70, 188), new("msgctl", 71, 187), new("semget", 64, 190),
        new("semop", 65, 193), new("semtimedop", 220, 192), new("semctl", 66, 191), new("mq_open", 240, 180), new("mq_unlink", 241, 181),
        new("remap_file_pages", 216, 234), new("map_shadow_stack", 453, 453),

        // What Landlock does not look at: attributes of files, and of versions of it before 3 their length. What cuts by a descriptor needs one that can be written to.
        new("chmod", 90, null), new("fchmod", 91, 52), new("fchmodat", 268, 53), new("fchmodat2", 452, 452), new("chown", 92, null),
        new("fchown", 93, 55), new("lchown", 94, null), new("fchownat", 260, 54), new("setxattr", 188, 5), new("lsetxattr", 189, 6),
        new("fsetxattr", 190, 7), new("removexattr", 197, 14), new("lremovexattr", 198, 15), new("fremovexattr", 199, 16), new("utime", 132, null),
        new("utimes", 235, null), new("futimesat", 261, null), new("utimensat", 280, 88), new("truncate", 76, 45),

        // With conditions.
        new("kill", 62, 129) { Tests = [ArgumentTest.Only(0, (uint)ownProcess)] },
        new("tgkill", 234, 131) { Tests = [ArgumentTest.Only(0, (uint)ownProcess)] },
        new("clone", 56, 220) { Tests = [ArgumentTest.Exactly(0, CloneThread | CloneNamespaces, CloneThread)] },
        // Its flags lie in memory, where a filter cannot look; the C library then uses clone.
        new("clone3", 435, 435) { Error = Errno.NotImplemented },
        // The runtime places its own threads.
        new("sched_setaffinity", 203, 122) { Tests = [ArgumentTest.Only(0, 0)] },
        // A descriptor can send signals to whoever is made its owner.
        new("fcntl", 72, 25) { Tests = [.. s_ownership.Select(command => ArgumentTest.Not(1, command))] },
        new("ioctl", 16, 29) { Tests = [.. s_terminalAndOwner.Select(command => ArgumentTest.Not(1, command))] },
        new("mmap", 9, 222) { Tests = [ArgumentTest.NotAll(3, MapSharedAnonymous), ArgumentTest.NotAll(3, MapGrowsDown)] },
        new("prlimit64", 302, 261) { Tests = ArgumentTest.Null(2) },
        new("prctl", 157, 167) { Tests = [ArgumentTest.Not(0, PrctlDeathSignal), ArgumentTest.Not(0, PrctlMemoryMap), ArgumentTest.Not(0, PrctlTracer)] },
    ];

    /// <summary>What is refused once the program runs, before it reads anything from outside: the re-exec was the last.</summary>
    public static IReadOnlyList<DeniedSyscall> OnceRunning { get; } = [new("execve", 59, 221), new("execveat", 322, 281)];
}
