namespace Bourse.Exchange.Tests.Agreements.Welcome;

/// <summary>A test that needs a module of the system's Python, and counts as skipped where it is not installed; <c>./test</c> installs it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    /// <summary>Needs the module.</summary>
    public PythonFactAttribute(string module) => Skip =
        Requirement.SkipUnless(Python.Has(module), Requirement.Clients, $"not installed: Python's {module}");
}
