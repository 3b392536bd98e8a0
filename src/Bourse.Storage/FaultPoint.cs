using System.Diagnostics;

namespace Bourse.Storage;

/// <summary>
/// Named places just before and after writes and flushes. Crash tests kill the process there: with <c>BOURSE_FAULT=name</c> in the environment the
/// process ends at once, without clean-up, when it reaches that name; <c>name#3</c> means the third time. A test in the same process arms a hook instead.
/// Unarmed, reaching a point costs one read of a field.
/// </summary>
public static class FaultPoint
{
    private static volatile Action<string>? _hook = FromEnvironment();

    /// <summary>Passes the point.</summary>
    public static void Reach(string name) => _hook?.Invoke(name);

    /// <summary>Calls <paramref name="hook"/> with the name of every point reached in this process, until the result is disposed.</summary>
    public static IDisposable Arm(Action<string> hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        var before = _hook;
        _hook = hook;
        return new Armed(before);
    }

    private static Action<string>? FromEnvironment()
    {
        var setting = Environment.GetEnvironmentVariable("BOURSE_FAULT");
        if (string.IsNullOrEmpty(setting))
            return null;

        var parts = setting.Split('#', 2);
        var remaining = parts.Length == 2 && int.TryParse(parts[1], out var times) ? times : 1;
        return name =>
        {
            if (name == parts[0] && Interlocked.Decrement(ref remaining) == 0)
                Process.GetCurrentProcess().Kill();
        };
    }

    private sealed class Armed(Action<string>? before) : IDisposable
    {
        public void Dispose() => _hook = before;
    }
}
