namespace Bourse.Access.Tests;

/// <summary>Test vectors that others wrote, beside the repository: not part of it.</summary>
internal static class SharedData
{
    /// <summary>Why a test is skipped that reads it; null when it runs.</summary>
    public static string? SkipUnlessThere(string relative) =>
        Requirement.SkipUnless(Find(relative) is not null, Requirement.SharedData, $"shared data not present: ../shared/{relative}");

    /// <summary>The folder, or null where it is absent.</summary>
    public static string? Find(string relative)
    {
        var found = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", relative));
        return Path.Exists(found) ? found : null;
    }
}
