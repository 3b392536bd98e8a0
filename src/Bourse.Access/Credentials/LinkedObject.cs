using Bourse.Access.Identity;
using Bourse.Access.Resources;

namespace Bourse.Access.Credentials;

/// <summary>What a good link says.</summary>
/// <param name="Caller">For whom it was made: a session confined to the object, which ends with the link.</param>
/// <param name="Object">The object.</param>
public sealed record LinkedObject(Caller Caller, Resource.StoredObject Object);
