using Bourse.Access.Identity;

namespace Bourse.Access.Principals;

/// <summary>An account as it is kept.</summary>
/// <param name="Id">Its 12 digits.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="Contact">Its e-mail address: where the welcome message goes.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record Account(AccountId Id, string Name, string Contact, DateTimeOffset CreatedAt);
