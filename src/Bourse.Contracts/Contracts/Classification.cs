namespace Bourse.Contracts;

/// <summary>How sensitive a column is. Public pages show sample values of public columns, and of those that no class is stated of.</summary>
public enum Classification
{
    /// <summary>For everybody.</summary>
    Public,

    /// <summary>For the provider and its clients.</summary>
    Internal,

    /// <summary>For those who need it.</summary>
    Confidential,

    /// <summary>For those who are named.</summary>
    Restricted,

    /// <summary>Secret.</summary>
    Secret,
}
