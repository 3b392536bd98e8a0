using System.Collections.Concurrent;
using System.Diagnostics;

namespace Bourse.Metastore.Faults;

/// <summary>
/// Named places in the shipped code where a test can make the process die or an operation fail. Costs one static read unless armed.
/// </summary>
/// <remarks>
/// The environment variable <c>BOURSE_FAULT=name</c>, or <c>name:3</c> for the third time, kills the process there with SIGKILL: nothing is flushed, no
/// finally block runs. It can only stop the program, so it needs no protection.
/// </remarks>
public static class FaultPoint
{
    /// <summary>The environment variable that arms one point for the life of the process.</summary>
    public const string EnvironmentVariable = "BOURSE_FAULT";

    private static readonly ConcurrentDictionary<string, Action> s_actions = new(StringComparer.Ordinal);
    private static volatile bool s_armed = ArmFromEnvironment(Environment.GetEnvironmentVariable(EnvironmentVariable));

    /// <summary>Says that the program is at <paramref name="name"/>; runs what a test armed there.</summary>
    public static void Reach(string name)
    {
        if (s_armed && s_actions.TryGetValue(name, out var action))
            action();
    }

    /// <summary>Has <paramref name="action"/> run whenever <paramref name="name"/> is reached, in any thread, until the result is disposed.</summary>
    /// <exception cref="InvalidOperationException">The point is armed already: two tests use one name at the same time.</exception>
    public static IDisposable Arm(string name, Action action)
    {
        if (!s_actions.TryAdd(name, action))
            throw new InvalidOperationException($"The fault point '{name}' is armed already.");
        s_armed = true;
        return new Disarming(name);
    }

    private static bool ArmFromEnvironment(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return false;
        var colon = value.LastIndexOf(':');
        var countdown = colon > 0 && int.TryParse(value.AsSpan(colon + 1), out var count) ? count : 1;
        s_actions[colon > 0 ? value[..colon] : value] = () =>
        {
            if (Interlocked.Decrement(ref countdown) == 0)
                Process.GetCurrentProcess().Kill();
        };
        return true;
    }

    private sealed class Disarming(string name) : IDisposable
    {
        public void Dispose() => s_actions.TryRemove(name, out _);
    }
}
