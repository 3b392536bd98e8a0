namespace Bourse.Storage.Tests.Local;

/// <summary>A test that gives files to another user, which root alone may.</summary>
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Skip = "Only root on Linux may give a file to another user.";
    }
}
