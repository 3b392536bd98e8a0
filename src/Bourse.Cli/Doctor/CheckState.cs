namespace Bourse.Cli.Doctor;

/// <summary>How something is.</summary>
internal enum CheckState
{
    /// <summary>As it should be.</summary>
    Pass,

    /// <summary>Something optional is missing.</summary>
    Warn,

    /// <summary>Something needed is missing.</summary>
    Fail,
}
