using Bourse.Metastore;

namespace Bourse.Events;

/// <summary>Says who may hear of what at the moment of sending: an event may wait hours for its receiver, and what gave the right to it may have ended.</summary>
public interface IEventAccess
{
    /// <summary>Whether an account may be told now.</summary>
    /// <param name="session">The transaction in which the delivery is begun.</param>
    /// <param name="account">The receiving account, 12 digits.</param>
    /// <param name="subject">What the event is about; see <see cref="BourseEvent.Subject"/>.</param>
    Task<bool> MayHearAsync(IMetastoreSession session, string account, string subject);
}
