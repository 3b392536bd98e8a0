using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;

namespace Bourse.Access.Auditing;

/// <summary>Bytes that were sent to a caller after its decision was recorded.</summary>
/// <param name="Caller">To whom.</param>
/// <param name="Resource">Of what.</param>
/// <param name="Agreement">By which agreement.</param>
/// <param name="Protocol">The protocol, in lower case.</param>
/// <param name="Range">Which bytes of the object; null where there is no object, as for rows.</param>
/// <param name="Bytes">How many were sent.</param>
public sealed record UsageRecord(Caller Caller, Resource Resource, AgreementId? Agreement, string Protocol, ByteRange? Range, long Bytes);
