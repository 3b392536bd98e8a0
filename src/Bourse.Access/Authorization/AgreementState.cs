namespace Bourse.Access.Authorization;

/// <summary>Where an agreement stands. Only an active one, between its start and end, grants anything.</summary>
public enum AgreementState
{
    /// <summary>In force.</summary>
    Active,

    /// <summary>Held by the client's wish.</summary>
    Paused,

    /// <summary>Stopped by the provider; an attempt meanwhile raises an alert.</summary>
    Suspended,

    /// <summary>Over for good.</summary>
    Terminated,
}
