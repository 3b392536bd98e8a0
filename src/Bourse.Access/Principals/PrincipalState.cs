using Bourse.Access.Identity;

namespace Bourse.Access.Principals;

/// <summary>A principal as it is kept.</summary>
/// <param name="Principal">Who.</param>
/// <param name="Epoch">Sessions issued in an earlier epoch are refused; 1 at first.</param>
/// <param name="Enabled">Whether it may authenticate and act at all.</param>
public sealed record PrincipalState(Principal Principal, long Epoch, bool Enabled);
