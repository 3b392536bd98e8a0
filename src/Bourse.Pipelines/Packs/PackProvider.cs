using Bourse.Access.Identity;

namespace Bourse.Pipelines.Packs;

/// <summary>Who provides a pack's products.</summary>
/// <param name="Account">The account.</param>
/// <param name="Name">The name for people.</param>
/// <param name="Contact">An e-mail address.</param>
public sealed record PackProvider(AccountId Account, string Name, string Contact);
